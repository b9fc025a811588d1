package desk

import "strings"

// device says in words what a browser claims to run on; it is the browser's word and only helps to recognise one's own.
func device(agent string) string {
	if agent == "" {
		return "未知设备"
	}
	browser := first(agent, [][2]string{
		{"MicroMessenger", "微信"},
		{"DingTalk", "钉钉"},
		{"Edg", "Edge"},
		{"QQBrowser", "QQ 浏览器"},
		{"360", "360 浏览器"},
		{"Firefox", "火狐"},
		{"Chrome", "Chrome"},
		{"Safari", "Safari"},
		{"Trident", "IE"},
		{"MSIE", "IE"},
		{"curl", "curl"},
		{"Go-http-client", "程序"},
	})
	system := first(agent, [][2]string{
		{"HarmonyOS", "鸿蒙"},
		{"OpenHarmony", "鸿蒙"},
		{"Android", "安卓手机"},
		{"iPhone", "iPhone"},
		{"iPad", "iPad"},
		{"Windows", "Windows 电脑"},
		{"UOS", "统信 UOS 电脑"},
		{"Kylin", "麒麟电脑"},
		{"Mac OS X", "苹果电脑"},
		{"Linux", "Linux 电脑"},
	})
	switch {
	case browser == "" && system == "":
		return "其他设备"
	case system == "":
		return browser
	case browser == "":
		return system
	}
	return system + "，" + browser
}

// first returns the name of the first mark that text holds.
func first(text string, names [][2]string) string {
	for _, n := range names {
		if strings.Contains(text, n[0]) {
			return n[1]
		}
	}
	return ""
}
