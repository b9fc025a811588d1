// The writer's form: the editor on the text, pasting through the server's clean-up, pictures made small, remarks found in the
// text. Without it the text is a plain field. Chrome 64.
(function () {
  'use strict';

  var doc = document;
  var one = function (selector, root) { return (root || doc).querySelector(selector); };
  var all = function (selector, root) { return Array.prototype.slice.call((root || doc).querySelectorAll(selector)); };

  // Keeping what is typed is htmx's work; that it failed is told here.
  function note(text) {
    var saved = one('#saved');
    if (saved) { saved.textContent = text; }
  }
  ['htmx:sendError', 'htmx:responseError', 'htmx:timeout'].forEach(function (kind) {
    doc.addEventListener(kind, function (e) {
      if (e.target.id === 'live') { note('没有自动保存，请存草稿'); }
    });
  });

  var rich = one('[data-rich]');
  if (!rich || !window.Jodit) { return; }
  var form = rich.closest('form');
  var lost = one('[data-lost]', form);
  var start = rich.innerHTML;

  // The field the editor writes to stands in the place of what was there.
  var source = one('textarea[name=body]', form);
  if (!source) {
    source = doc.createElement('textarea');
    source.name = 'body';
    rich.parentNode.insertBefore(source, rich);
  }
  source.removeAttribute('id');
  var format = one('input[name=format]', form);
  if (!format) {
    format = doc.createElement('input');
    format.type = 'hidden';
    format.name = 'format';
    form.appendChild(format);
  }
  format.value = 'html';
  source.value = start;
  rich.parentNode.removeChild(rich);
  all('[data-plain]', form).forEach(function (el) { el.parentNode.removeChild(el); });
  all('[data-help]', form).forEach(function (el) { el.textContent = el.getAttribute('data-help'); });

  function block(tag) {
    return function (ed) { ed.execCommand('formatBlock', false, tag); };
  }
  function text(name, label, tip, exec, tag) {
    return {
      name: name, text: label, tooltip: tip, exec: exec,
      isActive: function (ed) {
        var at = ed.s.current();
        return Boolean(tag && at && Jodit.modules.Dom.closest(at, tag, ed.editor));
      }
    };
  }

  // A table begins with a row of headings, which screen readers need.
  function table(ed) {
    ed.s.insertHTML('<table><thead><tr><th>栏目</th><th>栏目</th><th>栏目</th></tr></thead><tbody><tr><td><br></td><td><br></td><td><br></td></tr><tr><td><br></td><td><br></td><td><br></td></tr></tbody></table><p><br></p>');
  }

  // The first row of the table around becomes headings, or cells again.
  function heads(ed) {
    var at = ed.s.current();
    var t = at && Jodit.modules.Dom.closest(at, 'table', ed.editor);
    if (!t || !t.rows.length) { return; }
    var to = one('th', t.rows[0]) ? 'td' : 'th';
    all('th,td', t.rows[0]).forEach(function (cell) {
      var fresh = doc.createElement(to);
      ['rowspan', 'colspan', 'class'].forEach(function (name) {
        if (cell.hasAttribute(name)) { fresh.setAttribute(name, cell.getAttribute(name)); }
      });
      while (cell.firstChild) { fresh.appendChild(cell.firstChild); }
      cell.parentNode.replaceChild(fresh, cell);
    });
    ed.synchronizeValues();
  }

  var widest = 1600; // pixels: enough for any screen a page is read on

  // A photograph is made small here: a page of the portal must open on a telephone. It also leaves behind where it was taken.
  function picture(ed, file, alt) {
    var reader = new FileReader();
    reader.onload = function () {
      var img = new Image();
      img.onerror = function () { say(['《' + file.name + '》不是可用的图片，请选 PNG、JPEG 或 GIF。']); };
      img.onload = function () {
        var src = reader.result;
        if (file.type === 'image/jpeg' || file.type !== 'image/gif' && (img.width > widest || file.size > 400 * 1024)) {
          var canvas = doc.createElement('canvas');
          var scale = Math.min(1, widest / img.width);
          canvas.width = Math.round(img.width * scale);
          canvas.height = Math.round(img.height * scale);
          canvas.getContext('2d').drawImage(img, 0, 0, canvas.width, canvas.height);
          src = canvas.toDataURL(file.type === 'image/png' && file.size < 400 * 1024 ? 'image/png' : 'image/jpeg', 0.85);
        }
        var el = ed.createInside.element('img');
        el.setAttribute('src', src);
        el.setAttribute('alt', alt);
        ed.s.insertNode(el);
        ed.synchronizeValues();
      };
      img.src = reader.result;
    };
    reader.readAsDataURL(file);
  }

  function choosePicture(ed) {
    var range = ed.s.range.cloneRange();
    var input = doc.createElement('input');
    input.type = 'file';
    input.accept = 'image/png,image/jpeg,image/gif';
    input.addEventListener('change', function () {
      var file = input.files[0];
      if (!file) { return; }
      Jodit.Prompt('图片里是什么？写给看不见图片的人。', '图片说明', function (alt) {
        ed.s.selectRange(range);
        picture(ed, file, alt || '');
      }, '如：校门口交通示意图', '');
    });
    input.click();
  }

  // What did not come along with a paste is told below the text, and stays until the next paste.
  function say(lines) {
    while (lost.firstChild) { lost.removeChild(lost.firstChild); }
    lines.forEach(function (line) {
      var li = doc.createElement('li');
      li.textContent = line;
      lost.appendChild(li);
    });
    lost.hidden = !lines.length;
  }

  function pasted(ed, html) {
    var range = ed.s.range.cloneRange();
    var body = new FormData();
    body.append('body', html);
    say(['正在整理粘贴的内容……']);
    fetch('/desk/paste', { method: 'POST', body: body, credentials: 'same-origin' }).then(function (resp) {
      if (!resp.ok) { throw new Error(String(resp.status)); }
      return resp.json();
    }).then(function (answer) {
      ed.s.selectRange(range);
      if (answer.html) { ed.s.insertHTML(answer.html); }
      say(answer.lost);
      ed.synchronizeValues();
    }).catch(function () { say(['没有粘贴成功，请再试一次；仍不成功时请先存草稿，再重新打开。']); });
  }

  function lines(plain) {
    var p = doc.createElement('p');
    return plain.replace(/\r/g, '').split('\n').filter(function (line) { return line.trim(); }).map(function (line) {
      p.textContent = line;
      return p.outerHTML;
    });
  }

  function onPaste(ed, e) {
    var data = e.clipboardData;
    if (!data) { return; }
    var html = data.getData('text/html');
    var plain = data.getData('text/plain');
    var files = Array.prototype.filter.call(data.files || [], function (f) { return /^image\//.test(f.type); });
    e.preventDefault();
    e.stopImmediatePropagation();
    if (html) {
      pasted(ed, html);
    } else if (files.length) {
      files.forEach(function (f) { picture(ed, f, ''); });
    } else {
      var ps = lines(plain);
      if (ps.length > 1) { pasted(ed, ps.join('')); } else { ed.s.insertHTML(doc.createTextNode(plain.trim())); }
    }
  }

  var editor = Jodit.make(source, {
    language: 'zh_cn', enter: 'p', minHeight: 480, toolbarAdaptive: false, toolbarButtonSize: 'small', toolbarSticky: false, allowResizeX: false, allowResizeY: true,
    showCharsCounter: true, showWordsCounter: false, spellcheck: false, hidePoweredByJodit: true, useSplitMode: false,
    placeholder: '在这里写正文，或从 Word、WPS 复制后粘贴。',
    cleanHTML: { replaceNBSP: false, fillEmptyParagraph: false, removeEmptyElements: false },
    popup: {
      cells: [{ name: 'heads', text: '首行表头', tooltip: '首行设为表头或取消', exec: heads }, 'addrow', 'addcolumn', 'merge', 'splitv', 'splitg', 'delete'],
      img: ['bin'], a: ['link', 'unlink'], toolbar: false, selection: false
    },
    buttons: [
      text('body', '正文', '普通段落', block('p')),
      text('h2', '一、', '一级标题', block('h2'), 'h2'),
      text('h3', '（一）', '二级标题', block('h3'), 'h3'),
      '|', 'bold', 'superscript', 'subscript', '|', 'left', 'center', 'right', '|', 'ul', 'ol', '|',
      text('grid', '表格', '插入表格，首行是表头', table),
      text('picture', '图片', '插入图片', choosePicture),
      'link', '|', 'eraser', 'undo', 'redo'
    ]
  });
  editor.container.classList.add('editor');
  editor.editor.id = 'f-body';
  editor.editor.classList.add('paper');
  editor.editor.setAttribute('role', 'textbox');
  editor.editor.setAttribute('aria-multiline', 'true');
  editor.editor.setAttribute('aria-label', '正文');
  editor.editor.setAttribute('aria-describedby', 'f-body-h');
  editor.editor.addEventListener('paste', function (e) { onPaste(editor, e); }, true);
  editor.editor.addEventListener('drop', function (e) {
    var files = Array.prototype.filter.call((e.dataTransfer && e.dataTransfer.files) || [], function (f) { return /^image\//.test(f.type); });
    if (files.length) {
      e.preventDefault();
      e.stopImmediatePropagation();
      files.forEach(function (f) { picture(editor, f, ''); });
    }
  }, true);
  editor.e.on('change', function () {
    source.value = editor.value;
    source.dispatchEvent(new Event('input', { bubbles: true }));
  });

  // A remark's words are found in the text.
  function find(words) {
    var walk = doc.createTreeWalker(editor.editor, NodeFilter.SHOW_TEXT, null);
    var nodes = [], whole = '';
    while (walk.nextNode()) {
      nodes.push({ node: walk.currentNode, at: whole.length });
      whole += walk.currentNode.nodeValue;
    }
    var from = whole.indexOf(words);
    if (from < 0) { return false; }
    var range = doc.createRange();
    nodes.forEach(function (n) {
      var end = n.at + n.node.nodeValue.length;
      if (from >= n.at && from < end) { range.setStart(n.node, from - n.at); }
      if (from + words.length > n.at && from + words.length <= end) { range.setEnd(n.node, from + words.length - n.at); }
    });
    editor.s.selectRange(range);
    (range.startContainer.parentElement || editor.editor).scrollIntoView({ block: 'center' });
    return true;
  }
  all('[data-find]', form).forEach(function (el) {
    var button = doc.createElement('button');
    button.type = 'button';
    button.className = 'btn btn-sm';
    button.textContent = '在正文中选中';
    button.addEventListener('click', function () {
      if (!find(el.getAttribute('data-find'))) { button.textContent = '原文已改'; }
    });
    el.appendChild(doc.createTextNode(' '));
    el.appendChild(button);
  });
})();
