package app

import (
	"context"
	"time"

	"gongkai/internal/document/scan"
	"gongkai/internal/web/layout"
)

// scanner returns the virus scanner of a configuration, or nil where there is none.
func (c Config) scanner() (*scan.Scanner, error) {
	if c.Upload.Scanner == "" {
		return nil, nil //nolint:nilnil // none is an answer here
	}
	return scan.New(c.Upload.Scanner, time.Duration(c.Upload.ScannerTimeout))
}

// pingTimeout is how long somebody who looks whether the scanner answers waits for it.
const pingTimeout = 3 * time.Second

// lookAtScanner asks the scanner, or nil, whether it is there. It returns how that stands, what it means for files that come in, and
// what went wrong.
func lookAtScanner(ctx context.Context, s *scan.Scanner) (layout.State, string, error) {
	if s == nil {
		return layout.NotApplicable("未设置"), "未设置（upload.scanner），上传的文件不扫描病毒", nil
	}
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	if err := s.Ping(ctx); err != nil {
		return layout.Violated("不应答"), "不应答，上传的文件一律不收；请检查扫描程序是否在运行，upload.scanner 的地址和权限是否正确", err
	}
	return layout.Achieved("应答正常"), "应答正常，上传的文件先扫描再收下", nil
}
