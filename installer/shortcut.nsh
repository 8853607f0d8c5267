; The start menu's entry, with the identity that toasts and the taskbar go by (System.AppUserModel.ID).

!include Win\COM.nsh
!include Win\Propkey.nsh

Function WriteShortcut
  StrCpy $9 "$SMPROGRAMS\Fingerpost.lnk"
  CreateShortcut $9 "$INSTDIR\fingerpost.exe"
  ; NSIS knows no such property: the shortcut is opened once more. Without it only grouping in the taskbar suffers.
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r0 ""
  ${If} $0 P<> 0
    ${IUnknown::QueryInterface} $0 '("${IID_IPersistFile}",.r1)'
    ${IUnknown::QueryInterface} $0 '("${IID_IPropertyStore}",.r2)'
    ${If} $1 P<> 0
    ${AndIf} $2 P<> 0
      ${IPersistFile::Load} $1 '(r9,${STGM_READWRITE})'
      System::Call 'oleaut32::SysAllocString(w "${APP_ID}")p.r3'
      System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID})p.r4'
      System::Call '*(&i2 ${VT_LPWSTR},&i6 0,p r3,p 0)p.r5'
      ${IPropertyStore::SetValue} $2 '(r4,r5)'
      ${IPropertyStore::Commit} $2 ""
      ${IPersistFile::Save} $1 '(r9,1)'
      System::Free $5
      System::Free $4
      System::Call 'oleaut32::SysFreeString(p r3)'
    ${EndIf}
    ${If} $2 P<> 0
      ${IUnknown::Release} $2 ""
    ${EndIf}
    ${If} $1 P<> 0
      ${IUnknown::Release} $1 ""
    ${EndIf}
    ${IUnknown::Release} $0 ""
  ${EndIf}
FunctionEnd
