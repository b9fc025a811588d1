package app

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestJourneyOfASchool: a clerk corrects what the headmaster signed, the headmaster compares and signs, and withdraws it.
func TestJourneyOfASchool(t *testing.T) {
	s := visitDemo(t)
	b := s.chromium(t)
	b.tour = "school"
	id := s.result.Samples.SchoolHead
	page, item := fmt.Sprintf("/items/%d", id), fmt.Sprintf("/desk/items/%d", id)
	head, clerk := "学校负责人", "学校"

	b.enter("局办公室")
	b.open("/desk/routes")
	b.picture("office-routes")
	b.open("/desk/routes/jyj")
	b.picture("office-route")
	b.enter("复审")
	b.open("/desk/review")
	b.picture("office-queue")
	b.as(head)
	b.picture("head-today")
	b.open(item)
	b.fill("password", s.password(head))
	b.pass()
	b.shows("已发布", "撤下", "有效性")
	b.picture("head-released")
	b.open(item + "/sheet")
	b.picture("head-approval")

	b.as(clerk)
	b.picture("clerk-today")
	b.open(item)
	b.click("correct", `//a[normalize-space()="更正"]`)
	b.picture("clerk-ask-correction")
	b.fill("reason", "开放时间误写，更正为上午9时。")
	b.click("begin the correction", `//button[normalize-space()="起更正稿"]`)
	b.shows("更正稿", "开放时间误写", "放弃更正")
	b.write("一、时间\n上午9时至11时。\n二、地点\n学校大门登记后入校。")
	file := filepath.Join(t.TempDir(), "开放日安排表.xlsx")
	if err := os.WriteFile(file, sheetWith(t, "无"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.do("choose file", chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{file}))
	b.click("keep", `//button[normalize-space()="存草稿"]`)
	b.shows("开放日安排表.xlsx", "移除")
	b.picture("clerk-correction")
	b.click("submit", `//button[@name="submit"]`)
	b.shows("已送审")

	b.as(head)
	b.open(item)
	b.shows("版本比对", "现在公开的文本")
	b.picture("head-compares")
	b.fill("password", s.password(head))
	b.pass()
	b.open(page)
	b.shows("更正日期", "开放时间误写", "上午9时至11时", "开放日安排表.xlsx", "下载")
	b.picture("public-corrected")
	b.open(item + "/validity")
	b.picture("head-validity")
	b.open(item + "/withdrawal")
	b.picture("head-ask-withdrawal")
	b.fill("reason", "活动取消。")
	b.fill("password", s.password(head))
	b.click("withdraw", `//button[normalize-space()="撤下"]`)
	b.shows("已撤下", "活动取消")
	b.picture("head-withdrawn")
	b.open(page)
	b.shows("这条信息已经撤下", "活动取消")
	b.picture("public-gone")
}
