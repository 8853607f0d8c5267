; For whom: one user ($Everybody 0), or all users (1), for which the installer starts itself again as administrator.
;
; Functions: GuessScope (what is installed, or said), TakeScope (folders, registry, and no way back to an older
; version), the page, JudgeFolder and its page; and un.TakeScope.

Var Everybody
Var Folder ; that of /D=, or empty
Var Mine
Var All

!macro IsAdministrator RESULT
  UserInfo::GetAccountType
  Pop ${RESULT}
  ${If} ${RESULT} == "Admin"
    StrCpy ${RESULT} 1
  ${Else}
    StrCpy ${RESULT} 0
  ${EndIf}
!macroend

Function GuessScope
  StrCpy $Folder $INSTDIR
  StrCpy $Everybody 0
  ReadRegStr $0 HKCU "${UNINSTALL}" "InstallLocation"
  ReadRegStr $1 HKLM "${UNINSTALL}" "InstallLocation"
  ${If} $0 == ""
  ${AndIf} $1 != ""
    StrCpy $Everybody 1
  ${EndIf}
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/ALLUSERS=" $1
  ${IfNot} ${Errors}
    StrCpy $Everybody $1
  ${EndIf}
FunctionEnd

Function TakeScope
  ${If} $Everybody = 1
    !insertmacro IsAdministrator $0
    ${If} $0 = 0
      MessageBox MB_OK|MB_ICONSTOP "$(NeedsAdministrator)" /SD IDOK
      SetErrorLevel ${NEEDS_ADMINISTRATOR}
      Quit
    ${EndIf}
    SetShellVarContext all
    StrCpy $INSTDIR "$PROGRAMFILES64\Fingerpost"
  ${Else}
    SetShellVarContext current
    StrCpy $INSTDIR "$LOCALAPPDATA\Programs\Fingerpost"
  ${EndIf}
  ReadRegStr $0 SHCTX "${UNINSTALL}" "InstallLocation"
  ${If} $0 != ""
    StrCpy $INSTDIR $0
  ${EndIf}
  ${If} $Folder != ""
    StrCpy $INSTDIR $Folder
  ${EndIf}
  ReadRegStr $0 SHCTX "${UNINSTALL}" "DisplayVersion"
  ${VersionCompare} "$0" "${VERSION}" $1
  ${If} $0 != ""
  ${AndIf} $1 = 1
    MessageBox MB_OK|MB_ICONINFORMATION "$(Newer)" /SD IDOK
    SetErrorLevel ${NEWER_IS_THERE}
    Quit
  ${EndIf}
FunctionEnd

Function ForWhomPage
  ${GetParameters} $1
  ClearErrors
  ${GetOptions} $1 "/ALLUSERS=" $2
  ${IfNot} ${Errors}
    ; It was said, or chosen by the one who started this one as administrator.
    Call TakeScope
    Abort
  ${EndIf}
  !insertmacro MUI_HEADER_TEXT "$(ForWhomTitle)" "$(ForWhomText)"
  nsDialogs::Create 1018
  Pop $1
  ${NSD_CreateRadioButton} 0 10u 100% 14u "$(ForMe)"
  Pop $Mine
  ${NSD_CreateRadioButton} 0 30u 100% 14u "$(ForEverybody)"
  Pop $All
  ${If} $Everybody = 1
    ${NSD_Check} $All
  ${Else}
    ${NSD_Check} $Mine
  ${EndIf}
  nsDialogs::Show
FunctionEnd

Function ForWhomChosen
  ${NSD_GetState} $All $Everybody
  !insertmacro IsAdministrator $0
  ${If} $Everybody = 1
  ${AndIf} $0 = 0
    ClearErrors
    ExecShell "runas" "$EXEPATH" "/ALLUSERS=1"
    ${If} ${Errors}
      Abort ; Windows was told no: the choice is open again
    ${EndIf}
    Quit
  ${EndIf}
  Call TakeScope
FunctionEnd

; $0: 1 where the program may lie there. What starts with others' rights has to lie where administrators alone can change
; it, as everything below Program Files does.
Function JudgeFolder
  StrCpy $0 1
  ${If} $Everybody = 1
    ; Without . and .., and with the other slashes
    System::Call 'kernel32::GetFullPathNameW(w "$INSTDIR", i ${NSIS_MAX_STRLEN}, w .r1, p 0)'
    StrCpy $INSTDIR $1
    StrLen $2 "$PROGRAMFILES64\"
    StrCpy $1 $INSTDIR $2
    StrCpy $2 $INSTDIR "" $2
    ${If} $1 != "$PROGRAMFILES64\"
    ${OrIf} $2 == ""
      StrCpy $0 0
    ${EndIf}
  ${EndIf}
FunctionEnd

Function FolderChosen
  Call JudgeFolder
  ${If} $0 = 0
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(NotThere)"
    Abort
  ${EndIf}
FunctionEnd

Function un.TakeScope
  StrCpy $Everybody 0
  ReadRegStr $0 HKLM "${UNINSTALL}" "InstallLocation"
  ${If} $0 == $INSTDIR
    !insertmacro IsAdministrator $0
    ${If} $0 = 0
      ${GetParameters} $0
      ExecShell "runas" "$INSTDIR\un.exe" "$0"
      Quit
    ${EndIf}
    StrCpy $Everybody 1
    SetShellVarContext all
  ${EndIf}
FunctionEnd
