// Package app wires everything together: configuration, the services over one store, the commands, starting and stopping.
package app

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"gongkai/internal/account"
	"gongkai/internal/account/oidc"
	"gongkai/internal/report"
	"gongkai/internal/request"
	"gongkai/internal/retention"
	"gongkai/internal/upkeep"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
)

// Config is the whole configuration. The zero value is a safe single-machine server: SQLite in ./gongkai-data, HTTP on the
// loopback address only.
type Config struct {
	Dir    string `toml:"dir" doc:"数据目录。密钥文件在它旁边（目录名加 .key），不随数据备份。" default:"./gongkai-data"`
	Server struct {
		Addr        string   `toml:"addr" doc:"监听地址。" default:"127.0.0.1:8080"`
		URL         string   `toml:"url" doc:"对外网址，用于站内的绝对链接，末尾不带斜杠。" default:"http://127.0.0.1:8080"`
		Hosts       []string `toml:"hosts" doc:"接受的主机名（含端口）。留空表示不限，只适合内网试用。"`
		Cert        string   `toml:"cert" doc:"TLS 证书文件。与 key 同时填写；经反向代理提供 HTTPS 时留空并设 behind_proxy。"`
		Key         string   `toml:"key" doc:"TLS 私钥文件。"`
		Redirect    string   `toml:"redirect" doc:"另外监听的 http 地址，如 \":80\"，只把来访者引到 url。填写了 cert 和 key、url 为 https 时可用；经反向代理时由代理引导。"`
		BehindProxy bool     `toml:"behind_proxy" doc:"前面有提供 HTTPS 的反向代理。"`
		Proxies     []string `toml:"proxies" doc:"本单位反向代理的地址或网段，如 [\"10.0.0.1\"]。只认它们转来的 X-Forwarded-For；设了 behind_proxy 而留空，则不知道来访地址，不按地址限制登录和网页纠错。"`
	} `toml:"server"`
	Store struct {
		Postgres string `toml:"postgres" doc:"PostgreSQL 连接串。留空用 SQLite（一台机器足够时）。" secret:"url"`
	} `toml:"store"`
	Site struct {
		Name       string           `toml:"name" doc:"网站规范名称。" default:"政府信息公开网"`
		Domain     string           `toml:"domain" doc:"网站英文域名，应为 gov.cn。" default:"jyj.example.gov.cn"`
		IDCode     string           `toml:"id_code" doc:"政府网站标识码，10 位数字。" default:"0000000000"`
		Undertaker string           `toml:"undertaker" doc:"承办单位。" default:"办公室、信息中心"`
		ICP        string           `toml:"icp" doc:"ICP 备案号。"`
		Police     string           `toml:"police" doc:"公安网备号。"`
		PartyURL   string           `toml:"party_url" doc:"党政机关网站标识的链接。"`
		FaultURL   string           `toml:"fault_url" doc:"“我为政府网站找错”的链接。"`
		HotWords   []string         `toml:"hot_words" doc:"搜索框下列出的热门检索词。" default:"招生,学区,教师资格,学生资助"`
		Services   []layout.Service `toml:"services" doc:"首页“办事与查询”的入口。写出一项，即全部以写出的为准；不要这一栏，写 services = []。to 填栏目代码、本站路径或者网址；note 留空，栏目显示条数和更新日期。icon 可用：%s。"`
	} `toml:"site"`
	Search struct {
		Dir string `toml:"dir" doc:"检索目录存放的文件夹，每个节点各用各的；可以删除，会自动重建。留空则为数据目录下的 search。"`
	} `toml:"search"`
	Upload struct {
		Scanner        string   `toml:"scanner" doc:"病毒扫描程序 clamd 的地址，如 \"unix:/run/clamav/clamd.ctl\" 或 \"tcp:127.0.0.1:3310\"。填写后，上传的文件先扫描再收下；扫描不了的一律不收。留空则不扫描。"`
		ScannerTimeout duration `toml:"scanner_timeout" doc:"等待扫描完一个文件的时间，1 秒至 1 分钟。" default:"20s"`
	} `toml:"upload"`
	Credit struct {
		URL       string   `toml:"url" doc:"信用平台接收地址。留空则不报送，送达留在待发。"`
		TokenFile string   `toml:"token_file" doc:"存放信用平台口令的文件。" secret:"file"`
		Timeout   duration `toml:"timeout" doc:"等待信用平台答复的时间。" default:"30s"`
		MaskHead  int      `toml:"mask_head" doc:"公示时证件号显示前几位；0 表示不显示证件号。" default:"0"`
		MaskTail  int      `toml:"mask_tail" doc:"公示时证件号显示后几位；前后合计不超过 8。" default:"0"`
	} `toml:"credit"`
	Backup struct {
		Dir  string `toml:"dir" doc:"备份目录，最好在另一块磁盘上；空：数据目录旁的“数据目录.backup”。"`
		At   string `toml:"at" doc:"每天备份并恢复演练的时间（北京时间）；空：不自动备份。" default:"02:30"`
		Keep int    `toml:"keep" doc:"保留最近几份备份。" default:"7"`
	} `toml:"backup"`
	Ledger struct {
		Outside string `toml:"outside" doc:"检查点外存目录，最好是别的机器上的共享目录；空：不外存。每天与备份同时写。"`
		TSA     string `toml:"tsa" doc:"时间戳服务（RFC 3161）的网址；空：不加时间戳。"`
	} `toml:"ledger"`
	Request   request.Settings `toml:"request"`
	Retention retention.Policy `toml:"retention"`
	Report    report.Settings  `toml:"report"`
	Account   account.Policy   `toml:"account"`
	OIDC      oidc.Config      `toml:"oidc"`
}

// duration is a time.Duration written as in Go: 30s, 2m.
type duration time.Duration

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *duration) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	*d = duration(v)
	return err
}

// MarshalText implements encoding.TextMarshaler.
func (d duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// Default returns the configuration of an empty file.
func Default() Config {
	var c Config
	walk(reflect.ValueOf(&c).Elem(), "", func(f field) {
		if def := f.tag.Get("default"); def != "" {
			f.set(def)
		}
	})
	c.Site.Services = usualServices()
	return c
}

// LoadConfig reads a file over the defaults. An unknown name is a mistake, not a silence.
func LoadConfig(name string) (Config, error) {
	c := Default()
	f, err := os.Open(name)
	if err != nil {
		return c, fmt.Errorf("读取配置文件：%w", err)
	}
	defer func() { _ = f.Close() }() // read only: nothing to lose
	dec := toml.NewDecoder(f)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&c); err != nil {
		var strict *toml.StrictMissingError
		if errors.As(err, &strict) {
			return c, fmt.Errorf("配置文件 %s 中有不认识的项：\n%s", filepath.Base(name), strict.String())
		}
		var de *toml.DecodeError
		if errors.As(err, &de) {
			row, col := de.Position()
			return c, fmt.Errorf("配置文件 %s 第 %d 行第 %d 列读不懂：\n%s", filepath.Base(name), row, col, de.String())
		}
		return c, fmt.Errorf("配置文件 %s：%w", filepath.Base(name), err)
	}
	return c, nil
}

var idCode = regexp.MustCompile(`^(\d{10}|bm\d{8})$`)

// Check returns every mistake at once.
func (c Config) Check() []string {
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if u, err := url.Parse(c.Server.URL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.HasSuffix(c.Server.URL, "/") {
		add("server.url “%s” 应为 http(s) 网址，末尾不带斜杠。", c.Server.URL)
	}
	if (c.Server.Cert == "") != (c.Server.Key == "") {
		add("server.cert 和 server.key 必须同时填写。")
	}
	if c.Server.Redirect != "" && (c.Server.Cert == "" || !strings.HasPrefix(c.Server.URL, "https://")) {
		add("填写了 server.redirect，还须填写 server.cert 和 server.key，server.url 须以 https:// 开头。")
	}
	if _, err := web.ParseProxies(c.Server.Proxies); err != nil {
		add("server.proxies 里有不是地址也不是网段的：%s", strings.Join(c.Server.Proxies, "、"))
	}
	if c.Report.Overlap < 1 || c.Report.Overlap > 100 {
		add("report.overlap 应在 1 至 100 之间。")
	}
	if c.Account.MinLength < 8 || c.Account.MinLength > 64 {
		add("account.min_password 应在 8 至 64 之间。")
	}
	if c.Account.MaxAgeDays < 0 || c.Account.AddressMax < 5 {
		add("account.max_age_days 不能是负数，account.address_max 不能少于 5。")
	}
	if c.Account.KeepDays < 180 {
		add("account.keep_days 不能少于 180：登录记录须保存六个月以上（网络安全法第二十一条）。")
	}
	if _, err := upkeep.ParseTimeOfDay(c.Backup.At); c.Backup.At != "" && err != nil {
		add("backup.at “%s” 应如 02:30。", c.Backup.At)
	}
	if u, err := url.Parse(c.Ledger.TSA); c.Ledger.TSA != "" && (err != nil || u.Host == "") {
		add("ledger.tsa 不是网址。")
	}
	if c.Ledger.TSA != "" && c.Ledger.Outside == "" {
		add("填写了 ledger.tsa，还须填写 ledger.outside：时间戳和检查点存在一起。")
	}
	if c.Backup.Keep < 1 {
		add("backup.keep 不能少于 1。")
	}
	out = append(out, c.Retention.Check()...)
	out = append(out, c.OIDC.Check()...)
	for _, f := range []struct{ name, file string }{
		{"server.cert", c.Server.Cert}, {"server.key", c.Server.Key}, {"credit.token_file", c.Credit.TokenFile}, {"oidc.secret_file", c.OIDC.SecretFile},
	} {
		if f.file == "" {
			continue
		}
		if _, err := os.Stat(f.file); err != nil {
			add("%s 指向的文件读不到，请核对路径和权限。", f.name)
		}
	}
	if !idCode.MatchString(c.Site.IDCode) {
		add("site.id_code “%s” 应为 10 位数字。", c.Site.IDCode)
	}
	for i, s := range c.Site.Services {
		for _, problem := range checkService(s) {
			add("site.services 第 %d 项“%s”%s", i+1, s.Title, problem)
		}
	}
	if h, t := c.Credit.MaskHead, c.Credit.MaskTail; h < 0 || t < 0 || h+t > 8 {
		add("credit.mask_head 与 mask_tail 合计不得超过 8。")
	}
	if _, err := c.scanner(); err != nil {
		add("upload.scanner “%s” 应如 unix:/run/clamav/clamd.ctl 或 tcp:127.0.0.1:3310。", c.Upload.Scanner)
	}
	if t := time.Duration(c.Upload.ScannerTimeout); t < time.Second || t > time.Minute {
		add("upload.scanner_timeout 应在 1 秒至 1 分钟之间。")
	}
	if c.Credit.URL != "" {
		if u, err := url.Parse(c.Credit.URL); err != nil || u.Host == "" {
			add("credit.url 不是网址。")
		}
		if c.Credit.TokenFile == "" {
			add("填写了 credit.url，还须填写 credit.token_file。")
		}
	}
	if time.Duration(c.Credit.Timeout) < time.Second {
		add("credit.timeout 不能短于 1 秒。")
	}
	return out
}

// Sample returns the commented file of all defaults.
func Sample() string {
	var b strings.Builder
	b.WriteString("# gongkai 配置文件。每一项的值都是缺省值，可以删去不写。\n")
	section := ""
	c := Default()
	walk(reflect.ValueOf(&c).Elem(), "", func(f field) {
		if f.section != section {
			section = f.section
			fmt.Fprintf(&b, "\n[%s]\n", section)
		}
		if services, ok := f.v.Interface().([]layout.Service); ok {
			b.WriteString(sampleServices(f.tag.Get("doc"), services))
			return
		}
		fmt.Fprintf(&b, "\n# %s\n%s = %s\n", f.tag.Get("doc"), f.name, f.literal())
	})
	return b.String()
}

// field is one line of the file.
type field struct {
	section, name string
	tag           reflect.StructTag
	v             reflect.Value
}

func walk(v reflect.Value, section string, fn func(field)) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name := f.Tag.Get("toml")
		if f.Type.Kind() == reflect.Struct {
			walk(v.Field(i), name, fn)
			continue
		}
		fn(field{section, name, f.Tag, v.Field(i)})
	}
}

func (f field) set(text string) {
	switch p := f.v.Addr().Interface().(type) {
	case *string:
		*p = text
	case *[]string:
		*p = strings.Split(text, ",")
	case *duration:
		if err := p.UnmarshalText([]byte(text)); err != nil {
			panic(err) // a default of ours
		}
	case *int:
		if _, err := fmt.Sscan(text, p); err != nil {
			panic(err) // likewise
		}
	default:
		panic("config: no default for " + f.name)
	}
}

func (f field) literal() string {
	switch v := f.v.Interface().(type) {
	case string:
		return fmt.Sprintf("%q", v)
	case duration:
		return fmt.Sprintf("%q", time.Duration(v))
	case []string:
		quoted := make([]string, len(v))
		for i, s := range v {
			quoted[i] = strconv.Quote(s)
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	}
	return fmt.Sprint(f.v.Interface())
}
