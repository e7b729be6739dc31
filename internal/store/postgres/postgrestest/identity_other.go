//go:build !unix

package postgrestest

import "syscall"

func (s *Server) handOver() error { return nil }

func (s *Server) identity() *syscall.SysProcAttr { return nil }
