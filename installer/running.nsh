; What runs is asked to end in good order: it saves its state first.

Var WasRunning ; the tray
Var Served ; the service is there, and this installation's
Var ServiceState ; 0: it ran

; $1: 1 where the command line LINE starts this installation's program
!macro IsOurs LINE
  StrLen $1 '"$INSTDIR\fingerpost.exe"'
  StrCpy $1 ${LINE} $1
  ${If} $1 == '"$INSTDIR\fingerpost.exe"'
    StrCpy $1 1
  ${Else}
    StrCpy $1 0
  ${EndIf}
!macroend

; A service of another copy is nobody's to stop or to remove but that copy's. An installation for one user has none.
!macro FindService un
Function ${un}FindService
  StrCpy $Served 0
  StrCpy $ServiceState 1
  ReadRegStr $0 HKLM "${SERVICE_KEY}" "ImagePath"
  !insertmacro IsOurs $0
  ${If} $Everybody = 1
    StrCpy $Served $1
  ${EndIf}
FunctionEnd
!macroend
!insertmacro FindService ""
!insertmacro FindService "un."

!macro EndTray un
Function ${un}EndTray
  ; The window is the one of src/platform/windows/shell.rs.
  StrCpy $WasRunning 0
  StrCpy $1 0
  ${Do}
    FindWindow $0 "fingerpost_shell"
    ${If} $0 = 0
      ${ExitDo}
    ${EndIf}
    StrCpy $WasRunning 1
    ${If} $1 > 40
      Delete "$INSTDIR\fingerpost.exe.new"
      MessageBox MB_OK|MB_ICONSTOP "$(Busy)" /SD IDOK
      SetErrorLevel ${STILL_RUNNING}
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
!insertmacro EndTray ""
!insertmacro EndTray "un."

Function StopService
  ${If} $Served = 1
    ExecWait '"$INSTDIR\fingerpost.exe" service status' $ServiceState
    ExecWait '"$INSTDIR\fingerpost.exe" service stop' $0
  ${EndIf}
FunctionEnd

; As it was before, whatever became of the new program. One that could not be stopped is restarted, too: it still is the old program.
Function StartService
  ${If} $Served = 1
  ${AndIf} $ServiceState = 0
    ExecWait '"$INSTDIR\fingerpost.exe" service restart' $0
    ${If} $0 <> 0
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(NotServing)" /SD IDOK
      SetErrorLevel 2
    ${EndIf}
  ${EndIf}
FunctionEnd

; The program makes room under another name, and comes back if the new one cannot take its place. What still runs (in
; another person's session, or in a console) may be renamed, too, and is taken away by the next installation or the next
; start of Windows.
!macro MakeRoom un
Function ${un}MakeRoom
  Delete "$INSTDIR\fingerpost.exe.old"
  ClearErrors
  Rename "$INSTDIR\fingerpost.exe" "$INSTDIR\fingerpost.exe.old"
  ${If} ${Errors}
    Delete "$INSTDIR\fingerpost.exe" ; an older one still runs under that name
  ${EndIf}
FunctionEnd
Function ${un}TakeAway
  Delete /REBOOTOK "$INSTDIR\fingerpost.exe.old"
  SetRebootFlag false
FunctionEnd
!macroend
!insertmacro MakeRoom ""
!insertmacro MakeRoom "un."
