$ErrorActionPreference = 'Stop'
$wanted = Get-PackageParameters
$switches = '/S /ALLUSERS=1'
if ($wanted.Service) { $switches += ' /SERVICE=1' }
if ($wanted.Autostart) { $switches += ' /AUTOSTART=1' }
Install-ChocolateyPackage -PackageName 'fingerpost' -FileType 'exe' -SilentArgs $switches `
  -Url64bit '@RELEASE_URL@/@SETUP@' -Checksum64 '@SETUP_SHA256@' -ChecksumType64 'sha256'
