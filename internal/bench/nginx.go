package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// nginxConfig serves one compressed file as fast as nginx can: one worker, the file kept open, no log.
const nginxConfig = `user root;
worker_processes 1;
daemon off;
pid %[1]s/nginx.pid;
error_log %[1]s/error.log;
events { worker_connections 256; }
http {
	access_log off;
	default_type "text/html; charset=utf-8";
	sendfile on;
	tcp_nopush on;
	gzip_static on;
	keepalive_requests 1000000000;
	open_file_cache max=16;
	client_body_temp_path %[1]s/t1; proxy_temp_path %[1]s/t2; fastcgi_temp_path %[1]s/t3; uwsgi_temp_path %[1]s/t4; scgi_temp_path %[1]s/t5;
	server { listen %[2]s; root %[1]s; }
}
`

// nginx compares with Debian's nginx on the same compressed body, where it is installed.
func (b *bench) nginx(what string, ours side, dir string, body []byte) (err error) {
	program, err := exec.LookPath("nginx")
	if err != nil {
		return nil //nolint:nilerr // it is an extra
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	addr := l.Addr().String()
	err = errors.Join(l.Close(),
		os.WriteFile(filepath.Join(dir, "page"), []byte("compressed only"), 0o600),
		os.WriteFile(filepath.Join(dir, "page.gz"), body, 0o600),
		os.WriteFile(filepath.Join(dir, "nginx.conf"), fmt.Appendf(nil, nginxConfig, dir, addr), 0o600))
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(b.ctx, program, "-c", filepath.Join(dir, "nginx.conf"))
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt) // it may have ended
		_ = cmd.Wait()                       // interrupted on purpose
	}()
	for range 100 {
		c, err := net.Dial("tcp", addr)
		if err == nil {
			return errors.Join(c.Close(), b.compareAll(what, ours, side{addr, cmd.Process.Pid, []string{"/page"}}, "aim: 0.8 of nginx gzip_static", "—"))
		}
		time.Sleep(20 * time.Millisecond) // nginx says nothing when it listens
	}
	return errors.New("nginx does not listen")
}
