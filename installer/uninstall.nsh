; Takes away what the installer and the program brought. What a person wrote or entrusted goes only when that is said:
; asked, or with /PURGE=1.

Function un.onInit
  SetRegView 64
  !insertmacro Speak
  Call un.TakeScope
FunctionEnd

; The files of a person's own program, or those of the service, in $APPDATA\Fingerpost of either
!macro Purge
  Delete "$APPDATA\Fingerpost\config.toml"
  Delete "$APPDATA\Fingerpost\state.json*"
  Delete "$APPDATA\Fingerpost\fingerpost.log*"
  Delete "$APPDATA\Fingerpost\audit.jsonl*"
  Delete "$APPDATA\Fingerpost\refused.jsonl*"
  Delete "$APPDATA\Fingerpost\language"
  Delete "$APPDATA\Fingerpost\lock"
  RMDir "$APPDATA\Fingerpost"
!macroend

Section Uninstall
  StrCpy $Served $Everybody
  Call un.EndRunning
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/PURGE=" $9
  ${If} ${Errors}
    StrCpy $9 0
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(Purge)" /SD IDNO IDNO kept
    StrCpy $9 1
    kept:
  ${EndIf}
  ${If} $Everybody = 1
    ${If} $9 = 1
      ExecWait '"$INSTDIR\fingerpost.exe" service uninstall' $0
    ${Else}
      ExecWait '"$INSTDIR\fingerpost.exe" service uninstall --keep' $0
    ${EndIf}
    DeleteRegValue HKLM "${RUN_KEY}" "Fingerpost"
    DeleteRegKey HKLM "${EVENTS_KEY}"
  ${EndIf}
  ExecWait '"$INSTDIR\fingerpost.exe" task uninstall' $0
  ExecWait '"$INSTDIR\fingerpost.exe" autostart off' $0
  ${If} $9 = 1
    ExecWait '"$INSTDIR\fingerpost.exe" secret remove --all' $0
  ${EndIf}
  Delete "$SMPROGRAMS\Fingerpost.lnk"
  Call un.MakeRoom
  Delete "$INSTDIR\un.exe"
  RMDir "$INSTDIR"
  DeleteRegKey SHCTX "${UNINSTALL}"
  ${If} $9 = 1
  ${AndIf} $Everybody = 1
    RMDir /r "$APPDATA\Fingerpost\state"
    Delete "$APPDATA\Fingerpost\serving"
    !insertmacro Purge
  ${EndIf}
  ; The rest is the person's who uninstalls.
  SetShellVarContext current
  Delete "$LOCALAPPDATA\Fingerpost\icon.png"
  RMDir "$LOCALAPPDATA\Fingerpost"
  DeleteRegKey HKCU "Software\Classes\AppUserModelId\${APP_ID}"
  ${If} $9 = 1
    !insertmacro Purge
  ${EndIf}
SectionEnd
