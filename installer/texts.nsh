; Whatever the installer says, in both languages.

; The system's language, or the one that the program is told to speak, too
!macro Speak
  ReadEnvStr $0 "FINGERPOST_LANG"
  ${If} $0 == "en"
    StrCpy $LANGUAGE ${LANG_ENGLISH}
  ${ElseIf} $0 == "zh"
    StrCpy $LANGUAGE ${LANG_SIMPCHINESE}
  ${EndIf}
!macroend

!macro Text NAME ENGLISH CHINESE
  LangString ${NAME} ${LANG_ENGLISH} "${ENGLISH}"
  LangString ${NAME} ${LANG_SIMPCHINESE} "${CHINESE}"
!macroend
!define Text "!insertmacro Text"

${Text} ForWhomTitle "For whom?" "为谁安装？"
${Text} ForWhomText "Fingerpost can be installed for you alone or for everybody who uses this computer." \
  "Fingerpost 可以只为您安装，也可以为使用此计算机的所有人安装。"
${Text} ForMe "For &me alone (no administrator needed)" "仅为我安装（无需管理员权限）(&M)"
${Text} ForEverybody "For &everybody (Windows asks for an administrator); the service can be chosen then" \
  "为所有人安装（Windows 会要求管理员权限），可选择安装为服务(&E)"
${Text} AtLogin "Start at login" "登录时启动"
${Text} AsService "Windows service: works without anybody logged in" "Windows 服务：无人登录时也能工作"
${Text} Busy "Fingerpost is still running. Quit it from its tray menu and try again." \
  "Fingerpost 仍在运行。请从托盘菜单退出后重试。"
${Text} Newer "Fingerpost $0 is installed already, and this is ${VERSION}. An older version may not understand what a newer \
one has written. To go back all the same, remove Fingerpost $0 first; your configuration stays." \
  "已安装 Fingerpost $0，而此安装程序是 ${VERSION}。旧版本可能无法理解新版本写入的内容。如仍要降级，请先卸载 Fingerpost $0，您的配置会保留。"
${Text} NeedsAdministrator "To install for everybody, an administrator has to start this." "为所有人安装需要以管理员身份运行。"
${Text} OldWindows "Fingerpost needs 64-bit Windows 10 (version 1809), Windows Server 2019, or a newer one." \
  "Fingerpost 需要 64 位 Windows 10（1809 版）、Windows Server 2019 或更新的系统。"
${Text} NotWritten "The program could not be written to $INSTDIR. Is it still running, or may you not write there?" \
  "无法将程序写入 $INSTDIR。它是否仍在运行，或者您没有写入权限？"
${Text} NotThere "An installation for everybody belongs below $PROGRAMFILES64: elsewhere, others might change the program \
that starts for all. Choose a folder there, or install for you alone." \
  "为所有人安装时，程序必须位于 $PROGRAMFILES64 之下：在其他位置，别人可能更改这个为所有人启动的程序。请选择其中的文件夹，或仅为自己安装。"
${Text} NoService "The program is installed, but not the service: `fingerpost service install` says why." \
  "程序已安装，但服务未能安装：运行 `fingerpost service install` 可查看原因。"
${Text} NotServing "The program is new, but its service does not run: `fingerpost service start` says why." \
  "程序已更新，但服务没有运行：运行 `fingerpost service start` 可查看原因。"
${Text} StillServing "The service could not be removed, so nothing was: `fingerpost service uninstall` says why." \
  "服务未能删除，因此未删除任何内容：运行 `fingerpost service uninstall` 可查看原因。"
${Text} NotPurged "Something stays in $APPDATA\Fingerpost: it is not the service's own, or leads elsewhere. An administrator may look at it." \
  "$APPDATA\Fingerpost 中有内容保留：它不属于该服务，或指向其他位置。请由管理员查看。"
${Text} Purge "Remove configuration, state, log and the stored secrets as well?" "是否同时删除配置、状态、日志和已保存的密钥？"
