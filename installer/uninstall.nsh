; Takes away what the installer and the program brought. What a person wrote or entrusted goes only when that is said:
; asked, or with /PURGE=1. What belongs to another copy stays.

Function un.onInit
  SetRegView 64
  !insertmacro Speak
  Call un.TakeScope
FunctionEnd

; The service, with configuration, state and secrets if $9 is 1. The program removes them: it has the running service
; remove its secrets, and judges whose the folder is, which anybody might have made.
Function un.RemoveService
  ReadRegStr $1 HKLM "${SERVICE_KEY}" "ImagePath"
  ${If} $Served = 0
  ${AndIf} $1 != ""
    Return
  ${EndIf}
  ${If} $9 = 1
    ExecWait '"$INSTDIR\fingerpost.exe" service uninstall' $2
  ${ElseIf} $Served = 1
    ExecWait '"$INSTDIR\fingerpost.exe" service uninstall --keep' $2
  ${Else}
    Return
  ${EndIf}
  Call un.FindService
  ${If} $Served = 1
    MessageBox MB_OK|MB_ICONSTOP "$(StillServing)" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  ${If} $2 <> 0
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(NotPurged)" /SD IDOK
    SetErrorLevel 2
  ${EndIf}
FunctionEnd

; The files of a person's own program. A link in place of the folder is left alone, and what it leads to.
Function un.PurgeOwn
  ${GetFileAttributes} "$APPDATA\Fingerpost" "REPARSE_POINT" $0
  ${If} $0 = 1
    Return
  ${EndIf}
  Delete "$APPDATA\Fingerpost\config.toml"
  Delete "$APPDATA\Fingerpost\state.json*"
  Delete "$APPDATA\Fingerpost\fingerpost.log*"
  Delete "$APPDATA\Fingerpost\audit.jsonl*"
  Delete "$APPDATA\Fingerpost\refused.jsonl*"
  Delete "$APPDATA\Fingerpost\language"
  Delete "$APPDATA\Fingerpost\put-off"
  Delete "$APPDATA\Fingerpost\lock"
  RMDir "$APPDATA\Fingerpost"
FunctionEnd

Section Uninstall
  Call un.EndTray
  Call un.FindService
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
    Call un.RemoveService
    DeleteRegValue HKLM "${RUN_KEY}" "Fingerpost"
    DeleteRegValue HKLM "${APPROVED_KEY}" "Fingerpost"
    ReadRegStr $0 HKLM "${EVENTS_KEY}" "EventMessageFile"
    ${If} $0 == "$INSTDIR\fingerpost.exe"
      DeleteRegKey HKLM "${EVENTS_KEY}"
    ${EndIf}
  ${EndIf}
  ExecWait '"$INSTDIR\fingerpost.exe" task uninstall' $0
  ReadRegStr $0 HKCU "${RUN_KEY}" "Fingerpost"
  !insertmacro IsOurs $0
  ${If} $0 == ""
  ${OrIf} $1 = 1
    ExecWait '"$INSTDIR\fingerpost.exe" autostart off' $0
  ${EndIf}
  ${If} $9 = 1
    ExecWait '"$INSTDIR\fingerpost.exe" secret remove --all' $0
  ${EndIf}
  Delete "$SMPROGRAMS\Fingerpost.lnk"
  DeleteRegKey SHCTX "${UNINSTALL}"
  ; What the program had of the person who uninstalls.
  SetShellVarContext current
  Delete "$LOCALAPPDATA\Fingerpost\icon.png"
  RMDir "$LOCALAPPDATA\Fingerpost"
  DeleteRegKey HKCU "Software\Classes\AppUserModelId\${APP_ID}"
  ${If} $9 = 1
    Call un.PurgeOwn
  ${EndIf}
  ; Its folder goes last: whoever waits for that waits for all.
  Call un.MakeRoom
  Call un.TakeAway
  Delete "$INSTDIR\un.exe"
  RMDir "$INSTDIR"
SectionEnd
