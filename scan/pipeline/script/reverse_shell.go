package script

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// reverseShells returns the parts of a script that connect a shell to another
// host.
func reverseShells(s *shell.Script) []shell.Range {
	var list []shell.Range
	if at, ok := redirectedShell(s.Text); ok {
		list = append(list, at)
	}
	if at, ok := powerShell(s.Text); ok {
		list = append(list, at)
	}
	for i := range s.Commands {
		cmd := s.Commands[i].Bare()
		if connectsShell(s, &cmd) {
			list = append(list, cmd.Range)
		}
	}
	return list
}

// redirectedShell finds a line that connects a shell with one of bash's network
// files.
func redirectedShell(text string) (shell.Range, bool) {
	for _, file := range []string{"/dev/tcp/", "/dev/udp/"} {
		for at := 0; ; {
			i := strings.Index(text[at:], file)
			if i < 0 {
				break
			}
			start := strings.LastIndexByte(text[:at+i], '\n') + 1
			end := len(text)
			if n := strings.IndexByte(text[at+i:], '\n'); n >= 0 {
				end = at + i + n
			}
			line := text[start:end]
			at += i + len(file)
			if !strings.HasPrefix(strings.TrimSpace(line), "#") && isRedirectedShell(line) {
				start += len(line) - len(strings.TrimLeft(line, " \t"))
				return shell.Range{Start: start, End: end}, true
			}
		}
	}
	return shell.Range{}, false
}

func isRedirectedShell(line string) bool {
	interactive := strings.Contains(line, "sh -i") && strings.Contains(line, ">&")
	looped := strings.Contains(line, "<>/dev/") && (strings.Contains(line, "sh <&") || strings.Contains(line, "while read"))
	return interactive || looped || strings.Contains(line, "0>&1") || strings.Contains(line, "0<&1") || strings.Contains(line, "0<&196")
}

// connectsShell reports whether a command hands a shell to another host.
func connectsShell(s *shell.Script, cmd *shell.Command) bool {
	text := s.Text[cmd.Start:cmd.End]
	switch name := cmd.Name(); {
	case name == "nc" || name == "ncat" || name == "netcat":
		_, runs := hasOption(cmd, 'e', "pswiqXx", "--exec", "--sh-exec")
		if !runs {
			_, runs = hasOption(cmd, 'c', "pswiqXx")
		}
		lower := strings.ToLower(text)
		return runs && (strings.Contains(lower, "sh") || strings.Contains(lower, "cmd")) || upstream(s, cmd, interactive)
	case name == "telnet" || name == "openssl" && cmd.Has("s_client"):
		return upstream(s, cmd, interactive)
	case name == "socat":
		lower := strings.ToLower(text)
		return strings.Contains(lower, "exec:") && strings.Contains(lower, "sh") && strings.Contains(lower, "tcp") && !strings.Contains(lower, "ssh")
	case interprets(name) || name == "awk" || name == "gawk":
		return opensSocket(strings.ToLower(text))
	}
	return false
}

// powerShell finds the line of a script that opens a connection, where another
// part of it runs text as code.
func powerShell(text string) (shell.Range, bool) {
	at := indexFold(text, ".sockets.tcpclient")
	if at < 0 {
		return shell.Range{}, false
	}
	lower := strings.ToLower(text)
	if !strings.Contains(lower, "iex ") && !strings.Contains(lower, "invoke-expression") {
		return shell.Range{}, false
	}
	start := strings.LastIndexByte(text[:at], '\n') + 1
	end := len(text)
	if n := strings.IndexByte(text[at:], '\n'); n >= 0 {
		end = at + n
	}
	return shell.Range{Start: start, End: end}, true
}

// interactive reports whether a command is a shell that talks to its caller.
func interactive(cmd *shell.Command) bool {
	if cmd.Interpreter() != shell.Bash {
		return false
	}
	_, ok := hasOption(cmd, 'i', "c")
	return ok || len(cmd.Args()) == 0
}

// opensSocket reports whether the text of a one-line program connects to
// another host and starts a shell there.
func opensSocket(text string) bool {
	for _, opens := range []string{"socket", "fsockopen", "net.connect", "/inet/tcp"} {
		if strings.Contains(text, opens) {
			for _, starts := range []string{"pty.spawn", "os.dup2", "/bin/sh", "/bin/bash", "exec \"sh\"", "subprocess.call([\"sh", "exec(\"sh", "child_process", "iex", "getline"} {
				if strings.Contains(text, starts) {
					return true
				}
			}
		}
	}
	return false
}
