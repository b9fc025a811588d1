// The QR code on a receipt leads here with number and secret behind the #, which no browser sends to a server. They are put into the form and
// taken out of the address.
(function () {
  'use strict';
  var parts = {};
  location.hash.slice(1).split('&').forEach(function (p) {
    var at = p.indexOf('=');
    if (at > 0) { parts[p.slice(0, at)] = p.slice(at + 1); }
  });
  ['no', 'code'].forEach(function (name) {
    var field = document.getElementById('f-' + name);
    if (field && /^[0-9A-Z-]{1,40}$/.test(parts[name] || '')) { field.value = parts[name]; }
  });
  if (parts.code) {
    history.replaceState(null, '', location.pathname);
    document.getElementById('f-name').focus();
  }
})();
