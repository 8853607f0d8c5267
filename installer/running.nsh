; A copy that runs is asked to end in good order: it saves its state first.

Var WasRunning
Var Served ; the service is there
Var ServiceState

!macro EndRunning un
Function ${un}EndRunning
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
      MessageBox MB_OK|MB_ICONSTOP "$(Busy)" /SD IDOK
      SetErrorLevel ${STILL_RUNNING}
      Quit
    ${EndIf}
    SendMessage $0 16 0 0 /TIMEOUT=5000 ; WM_CLOSE
    Sleep 250
    IntOp $1 $1 + 1
  ${Loop}
  ${If} $Served = 1
    ; 0: it runs
    ExecWait '"$INSTDIR\fingerpost.exe" service status' $ServiceState
    ExecWait '"$INSTDIR\fingerpost.exe" service stop' $0
  ${EndIf}
  ${If} $WasRunning = 1
    Sleep 500 ; the window is gone a moment before the process
  ${EndIf}
FunctionEnd
!macroend
!insertmacro EndRunning ""
!insertmacro EndRunning "un."

; What still runs (in another person's session, or in a console) keeps its file, under another name: Windows lets a
; running program be renamed, not replaced. The next installation or the next start of Windows takes it away.
!macro MakeRoom un
Function ${un}MakeRoom
  Delete "$INSTDIR\fingerpost.exe.old"
  ClearErrors
  Delete "$INSTDIR\fingerpost.exe"
  ${If} ${Errors}
    Rename "$INSTDIR\fingerpost.exe" "$INSTDIR\fingerpost.exe.old"
    Delete /REBOOTOK "$INSTDIR\fingerpost.exe.old"
    SetRebootFlag false
  ${EndIf}
FunctionEnd
!macroend
!insertmacro MakeRoom ""
!insertmacro MakeRoom "un."
