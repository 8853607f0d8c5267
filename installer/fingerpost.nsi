; Installs Fingerpost: for one user without elevation, or for everybody with it. README.md has the switches.
;
;   makensis -DEXE=path/fingerpost.exe -DVERSION=0.1.0 -DOUT=fingerpost-setup.exe fingerpost.nsi
;   -DAMD64           the installer itself for 64 bits: where no 32-bit programs run
;   -DARM64           the exe is for aarch64
;   -DSIGN=command    is given the uninstaller, to sign it before it is packed
;
; Nothing is downloaded, nothing is run but the program itself, and that only to write what it also reads: autostart,
; service, secrets.

Unicode true
!ifdef AMD64
  Target amd64-unicode
!endif
SetCompressor /SOLID lzma
SetDateSave off ; the same source gives the same installer
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS Win10

!include LogicLib.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include WinVer.nsh
!include x64.nsh
!include nsDialogs.nsh
!include MUI2.nsh

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Fingerpost"
; Those of src/platform/windows/autostart.rs
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
!define APPROVED_KEY "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
!define SERVICE_KEY "SYSTEM\CurrentControlSet\Services\Fingerpost"
; That of src/platform/windows/journal.rs
!define EVENTS_KEY "SYSTEM\CurrentControlSet\Services\EventLog\Application\Fingerpost"
; That of src/platform/windows/app_id.rs: toasts and the taskbar know the program by it.
!define APP_ID "Fingerpost.Fingerpost"
; What the installer ends with, besides 0, 1 (a person cancelled) and 2 (failed). The last two are Windows' own.
!define NEWER_IS_THERE 3
!define STILL_RUNNING 4
!define NOT_THERE_FOR_ALL 5
!define NEEDS_ADMINISTRATOR 740
!define OLD_WINDOWS 1150

Name "Fingerpost"
OutFile "${OUT}"
BrandingText "Fingerpost ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Fingerpost"
VIAddVersionKey "CompanyName" "The Fingerpost authors"
VIAddVersionKey "FileDescription" "Fingerpost Setup"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "MIT OR Apache-2.0"
!ifdef SIGN
  !uninstfinalize '"${SIGN}" "%1"'
!endif

!define MUI_ICON "..\assets\icon.ico"
!define MUI_UNICON "..\assets\icon.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP side.bmp
!define MUI_COMPONENTSPAGE_NODESC
Page custom ForWhomPage ForWhomChosen
!define MUI_PAGE_CUSTOMFUNCTION_PRE OfferMore
!insertmacro MUI_PAGE_COMPONENTS
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE FolderChosen
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION StartTray
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English
!insertmacro MUI_LANGUAGE SimpChinese
!include texts.nsh

!include scope.nsh
!include running.nsh
!include shortcut.nsh

Section "Fingerpost"
  SectionIn RO
  SetOutPath $INSTDIR
  ClearErrors
  File /oname=fingerpost.exe.new "${EXE}"
  ${If} ${Errors}
    Call NotWrittenThere
  ${EndIf}
  ; Nothing was ended or changed until here.
  Call EndTray
  Call FindService
  Call StopService
  Call MakeRoom
  ClearErrors
  Rename "$INSTDIR\fingerpost.exe.new" "$INSTDIR\fingerpost.exe"
  ${If} ${Errors}
    Rename "$INSTDIR\fingerpost.exe.old" "$INSTDIR\fingerpost.exe"
    Call StartService
    Call NotWrittenThere
  ${EndIf}
  Call TakeAway
  Call WriteShortcut
  WriteUninstaller "$INSTDIR\un.exe"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayName" "Fingerpost"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayIcon" "$INSTDIR\fingerpost.exe"
  WriteRegStr SHCTX "${UNINSTALL}" "Publisher" "The Fingerpost authors"
  WriteRegStr SHCTX "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL}" "UninstallString" '"$INSTDIR\un.exe"'
  WriteRegStr SHCTX "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\un.exe" /S'
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD SHCTX "${UNINSTALL}" "EstimatedSize" $0
SectionEnd

Section "$(AtLogin)" Autostart
  ${If} $Everybody = 1
    ; `at-login` leaves it to each person.
    WriteRegStr HKLM "${RUN_KEY}" "Fingerpost" '"$INSTDIR\fingerpost.exe" "at-login"'
    DeleteRegValue HKLM "${APPROVED_KEY}" "Fingerpost"
  ${Else}
    ; The program writes the entry itself: what it writes, it also recognises.
    ExecWait '"$INSTDIR\fingerpost.exe" autostart on' $0
  ${EndIf}
SectionEnd

Section /o "$(AsService)" Service
  ${If} $Served = 0
    ExecWait '"$INSTDIR\fingerpost.exe" service install' $0
    ${If} $0 <> 0
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(NoService)" /SD IDOK
      SetErrorLevel 2
    ${EndIf}
  ${EndIf}
SectionEnd

Section "-Again"
  Call StartService
  ${If} $WasRunning = 1
  ${AndIf} ${Silent}
    Call StartTray
  ${EndIf}
SectionEnd

Function NotWrittenThere
  Call .onInstFailed
  MessageBox MB_OK|MB_ICONSTOP "$(NotWritten)" /SD IDOK
  SetErrorLevel 2
  Quit
FunctionEnd

; The installer calls this itself when the disk is full.
Function .onInstFailed
  Delete "$INSTDIR\fingerpost.exe.new"
FunctionEnd

; The tray never runs with the installer's rights: Explorer starts it with the person's.
Function StartTray
  ${If} $Everybody = 1
    Exec '"$WINDIR\explorer.exe" "$INSTDIR\fingerpost.exe"'
  ${Else}
    Exec '"$INSTDIR\fingerpost.exe"'
  ${EndIf}
FunctionEnd

; What can be chosen besides. A service needs an administrator, so it is offered to those alone who install for everybody.
; An upgrade leaves the start at login as each has it.
Function OfferMore
  Call FindService
  ${If} $Everybody = 0
    SectionSetText ${Service} ""
    SectionSetFlags ${Service} 0
  ${Else}
    SectionSetText ${Service} "$(AsService)"
    SectionSetFlags ${Service} $Served
  ${EndIf}
  ReadRegStr $0 SHCTX "${UNINSTALL}" "DisplayVersion"
  ${If} $0 != ""
    SectionSetText ${Autostart} ""
    SectionSetFlags ${Autostart} 0
  ${Else}
    SectionSetText ${Autostart} "$(AtLogin)"
    SectionSetFlags ${Autostart} 1
  ${EndIf}
FunctionEnd

Function .onInit
  SetRegView 64
  !insertmacro Speak
!ifdef ARM64
  ${IfNot} ${IsNativeARM64}
!else
  ${IfNot} ${IsNativeAMD64}
  ${AndIfNot} ${IsNativeARM64}
!endif
  ${OrIfNot} ${AtLeastBuild} 17763
    MessageBox MB_OK|MB_ICONSTOP "$(OldWindows)" /SD IDOK
    SetErrorLevel ${OLD_WINDOWS}
    Quit
  ${EndIf}
  Call GuessScope
  ${If} ${Silent}
    Call TakeScope
    Call JudgeFolder
    ${If} $0 = 0
      MessageBox MB_OK|MB_ICONSTOP "$(NotThere)" /SD IDOK
      SetErrorLevel ${NOT_THERE_FOR_ALL}
      Quit
    ${EndIf}
    ${GetParameters} $0
    ; What is not asked for stays as it is.
    ClearErrors
    ${GetOptions} $0 "/AUTOSTART=" $1
    ${If} ${Errors}
    ${OrIf} $1 != 1
      SectionSetFlags ${Autostart} 0
    ${EndIf}
    ClearErrors
    ${GetOptions} $0 "/SERVICE=" $1
    ${IfNot} ${Errors}
    ${AndIf} $1 = 1
    ${AndIf} $Everybody = 1
      SectionSetFlags ${Service} 1
    ${EndIf}
  ${EndIf}
FunctionEnd

!include uninstall.nsh
