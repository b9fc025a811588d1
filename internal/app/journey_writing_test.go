package app

import (
	"fmt"
	"os"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestJourneyOfWriting: a clerk pastes from Word, the window is closed before anything is saved, what was typed comes back; the
// headmaster notes on the text and returns it; the clerk finds the places, and the headmaster sees what has become of them.
func TestJourneyOfWriting(t *testing.T) {
	s := visitDemo(t)
	b := s.chromium(t)
	b.tour = "writing"
	word, err := os.ReadFile("../document/testdata/paste/word-title-list-table.html")
	if err != nil {
		t.Fatal(err)
	}
	clerk, head := "学校", "学校负责人"

	b.as(clerk)
	b.open("/desk/items/new")
	b.picture("new")
	b.fill("title", "关于开放体育场地的通知")
	b.paste("text/html", string(word), "华龙区")
	b.picture("pasted")
	b.waits("kept by itself", `document.querySelector('#saved').textContent.includes('已自动保存')`)
	b.waits("what is lacking", `document.querySelector('#live').textContent.includes('请填写内容概述')`)

	b.open("/desk/") // whatever the window was closed for
	b.open("/desk/items/new")
	b.shows("已恢复", "自动保存、还没有存草稿的内容")
	if got := read(b, "title", chromedp.Evaluate[string](`document.querySelector('[name=title]').value`)); got != "关于开放体育场地的通知" {
		t.Errorf("recovered title %q", got)
	}
	b.waits("recovered text", `document.querySelector('#f-body table td[rowspan], #f-body table th[rowspan]') !== null`)
	b.picture("recovered")
	b.choose("column", "校园安全")
	b.fill("formed_on", "2026-11-18")
	b.fill("doc_no", "示一中〔2026〕9号")
	b.fill("summary", "周末向社会开放体育场地的时间和办法。")
	b.write("各年级：\n一、时间\n每周六上午开放体育馆。\n二、办法\n凭证件登记入校。")
	b.click("keep", `//button[normalize-space()="存草稿"]`)
	b.shows("已存草稿")
	b.picture("kept")
	b.click("submit", `//button[@name="submit"]`)
	b.shows("已送审")
	item := b.where()

	b.as(head)
	b.open(item)
	b.waits("select words", `(() => {
		for (const p of document.querySelectorAll('article.paper p')) {
			const at = p.textContent.indexOf('每周六上午');
			if (at < 0) continue;
			const r = document.createRange(); r.setStart(p.firstChild, at); r.setEnd(p.firstChild, at + 5);
			const sel = getSelection(); sel.removeAllRanges(); sel.addRange(r); return true }
		return false })()`)
	b.waits("pen", `!document.querySelector('.pen').hidden`)
	b.picture("selected")
	b.do("note", chromedp.Click(chromedp.CSS(".pen")))
	if got := read(b, "quote", chromedp.Evaluate[string](`document.querySelector('[name=remark_quote]').value`)); got != "每周六上午" {
		t.Fatalf("quoted %q", got)
	}
	b.do("say why", chromedp.SetValue(chromedp.CSS(`[name=remark_text]`), "与学校章程不一致，应为每周日下午。"))
	b.do("return it", chromedp.Click(chromedp.CSS(`input[name=decision][value=return]`)))
	b.picture("noted")
	b.click("return", `//form[contains(@action, "/decision")]//button[@type="submit"]`)
	b.shows("已退回")

	b.as(clerk)
	b.open(item)
	b.shows("退回", "每周六上午", "应为每周日下午", "待改")
	b.do("find the place", chromedp.Click(chromedp.Search(`//button[normalize-space()="在正文中选中"]`)))
	if got := read(b, "selection", chromedp.Evaluate[string](`String(getSelection())`)); got != "每周六上午" {
		t.Errorf("selected %q", got)
	}
	b.picture("returned")
	b.write("各年级：\n一、时间\n每周日下午开放体育馆。\n二、办法\n凭证件登记入校。")
	b.click("submit again", `//button[@name="submit"]`)
	b.shows("已送审")

	b.as(head)
	b.open(item)
	b.shows("批注", "原文已改", "版本比对")
	b.picture("mended")
	if errs := read(b, "editor's errors", chromedp.Evaluate[string](`(window.gongkaiErrors || []).join('\n')`)); errs != "" {
		t.Error(fmt.Sprint("errors on the page: ", errs))
	}
}
