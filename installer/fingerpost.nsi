; Installs Fingerpost for one user, without elevation.
;
;   makensis -DEXE=path/fingerpost.exe -DVERSION=0.1.0 -DOUT=fingerpost-setup.exe [-DAMD64] fingerpost.nsi
;
; Silent: fingerpost-setup.exe /S [/AUTOSTART=1] [/D=C:\folder]      (the folder last, without quotes)
;         un.exe /S [/PURGE=1]                                        (1: configuration, state and log too)
; A running copy is asked to end in good order first, and started again afterwards.

Unicode true
!ifdef AMD64
  ; The stub itself for 64 bits, where this makensis has it; the usual one runs on every Windows.
  Target amd64-unicode
!endif
SetCompressor /SOLID lzma
RequestExecutionLevel user
ManifestDPIAware true

!include LogicLib.nsh
!include FileFunc.nsh
!include MUI2.nsh

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Fingerpost"

Name "Fingerpost"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Fingerpost"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
BrandingText "Fingerpost ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Fingerpost"
VIAddVersionKey "FileDescription" "Fingerpost Setup"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "MIT OR Apache-2.0"

!define MUI_ICON "..\assets\icon.ico"
!define MUI_UNICON "..\assets\icon.ico"
!define MUI_COMPONENTSPAGE_NODESC
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\fingerpost.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English
!insertmacro MUI_LANGUAGE SimpChinese

LangString AtLogin ${LANG_ENGLISH} "Start at login"
LangString AtLogin ${LANG_SIMPCHINESE} "登录时启动"
LangString Busy ${LANG_ENGLISH} "Fingerpost is still running. Quit it from its tray menu and try again."
LangString Busy ${LANG_SIMPCHINESE} "Fingerpost 仍在运行。请从托盘菜单退出后重试。"
LangString Purge ${LANG_ENGLISH} "Remove configuration, state and log as well? Secrets in Credential Manager are kept."
LangString Purge ${LANG_SIMPCHINESE} "是否同时删除配置、状态和日志？凭据管理器中的密钥会保留。"

Var WasRunning

; Asks a running copy to end (it saves its state first) and waits up to ten seconds.
; The window is the one of src/platform/windows/shell.rs.
!macro EndRunning un
Function ${un}EndRunning
  StrCpy $WasRunning 0
  StrCpy $1 0
  ${Do}
    FindWindow $0 "fingerpost_shell"
    ${If} $0 = 0
      ${ExitDo}
    ${EndIf}
    StrCpy $WasRunning 1
    ${If} $1 > 40
      MessageBox MB_OK|MB_ICONSTOP "$(Busy)" /SD IDOK
      SetErrorLevel 1
      Quit
    ${EndIf}
    SendMessage $0 16 0 0 /TIMEOUT=5000 ; WM_CLOSE
    Sleep 250
    IntOp $1 $1 + 1
  ${Loop}
  ${If} $WasRunning = 1
    Sleep 500 ; the window is gone a moment before the process
  ${EndIf}
FunctionEnd
!macroend
!insertmacro EndRunning ""
!insertmacro EndRunning "un."

Section "Fingerpost"
  SectionIn RO
  Call EndRunning
  SetOutPath $INSTDIR
  File /oname=fingerpost.exe "${EXE}"
  CreateShortcut "$SMPROGRAMS\Fingerpost.lnk" "$INSTDIR\fingerpost.exe"
  WriteUninstaller "$INSTDIR\un.exe"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Fingerpost"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\fingerpost.exe"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The Fingerpost authors"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\un.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\un.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
SectionEnd

Section "$(AtLogin)" Autostart
  ; The program writes the entry itself: what it writes, it also recognises.
  ExecWait '"$INSTDIR\fingerpost.exe" autostart on' $0
SectionEnd

Section "-Again"
  ${If} $WasRunning = 1
  ${AndIf} ${Silent}
    Exec '"$INSTDIR\fingerpost.exe"'
  ${EndIf}
SectionEnd

Function .onInit
  ${If} ${Silent}
    ${GetParameters} $0
    ClearErrors
    ${GetOptions} $0 "/AUTOSTART=" $1
    ${If} ${Errors}
    ${OrIf} $1 != 1
      ; Asked for nothing: an entry that is there stays as it is.
      SectionSetFlags ${Autostart} 0
    ${EndIf}
  ${EndIf}
FunctionEnd

Section Uninstall
  Call un.EndRunning
  ExecWait '"$INSTDIR\fingerpost.exe" autostart off' $0
  Delete "$SMPROGRAMS\Fingerpost.lnk"
  Delete "$INSTDIR\fingerpost.exe"
  Delete "$INSTDIR\un.exe"
  RMDir "$INSTDIR"
  Delete "$LOCALAPPDATA\Fingerpost\icon.png"
  RMDir "$LOCALAPPDATA\Fingerpost"
  DeleteRegKey HKCU "Software\Classes\AppUserModelId\Fingerpost.Fingerpost"
  DeleteRegKey HKCU "${UNINSTALL}"
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/PURGE=" $1
  ${If} ${Errors}
    StrCpy $1 0
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(Purge)" /SD IDNO IDNO kept
    StrCpy $1 1
    kept:
  ${EndIf}
  ${If} $1 = 1
    Delete "$APPDATA\Fingerpost\config.toml"
    Delete "$APPDATA\Fingerpost\state.json*"
    Delete "$APPDATA\Fingerpost\fingerpost.log*"
    Delete "$APPDATA\Fingerpost\lock"
    RMDir "$APPDATA\Fingerpost"
  ${EndIf}
SectionEnd
