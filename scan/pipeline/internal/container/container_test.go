package container_test

import (
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/container"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func parse(t *testing.T, text string) *document.Node {
	t.Helper()
	roots, err := document.Parse([]byte(text))
	if err != nil || len(roots) == 0 {
		t.Fatalf("%q: %v", text, err)
	}
	return roots[0]
}

func TestCommand(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"{command: [sh, -c], args: [echo a]}":            "sh: echo a",
		"{command: [/bin/bash, -euo, pipefail, -c, ls]}": "bash: ls",
		"{command: [/bin/bash, -ec, ls]}":                "bash: ls",
		"{command: [bash], args: [-x, -c, ls]}":          "bash: ls",
		"{command: [env, bash, -c, ls]}":                 "bash: ls",
		"{command: [pwsh, -Command, ls]}":                "pwsh: ls",
		"{command: [python, -c, 'print(1)']}":            "",
		"{command: [sh, run.sh]}":                        "",
		"{command: [sh, -c]}":                            "",
		"{command: sh, args: [-c, ls]}":                  "sh: ls",
		"{args: [a, b]}":                                 "",
		"{}":                                             "",
	} {
		n := parse(t, text)
		got := ""
		if script, shell := container.Command(n.Get("command"), n.Get("args")); script != nil {
			got = shell + ": " + script.Value()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestPowers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"securityContext: {privileged: true}":                            "is privileged",
		"securityContext: {privileged: 'false'}":                         "",
		"securityContext: {capabilities: {add: [NET_ADMIN, SYS_ADMIN]}}": "has the capability SYS_ADMIN",
		"securityContext: {procMount: Unmasked}":                         "sees what is masked in /proc",
		"hostPID: true":                                                  "shares the node's pid namespace",
		"volumes: [{hostPath: {path: /var/run/docker.sock}}]":            "reaches the container engine of the node",
		"volumes: [{hostPath: {path: /}}]":                               "reaches / of the node",
		"volumes: [{hostPath: {path: /data}}, {emptyDir: {}}]":           "",
		"[]": "",
	} {
		n := parse(t, text)
		var got []string
		for _, p := range append(container.Powers(n), container.PodPowers(n)...) {
			got = append(got, p.What)
		}
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("%s: %q, want %q", text, s, want)
		}
	}
}

func TestTemplated(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"a: {{ .Values.x }}":            true,
		"{{- if x }}\na: b\n{{- end }}": true,
		"a: {% if x %}":                 true,
		"a: '{{inputs.parameters.x}}'":  false,
		"a: '{{ source_branch }}'":      false,
		"a: $(params.x)":                false,
		"a: |\n  docker ps --format '{{.ID}}'\n  {{- end }}\nb: c": false,
		"a:\n- b: >-\n    echo {{.ID}}\n\n    x\n  c: '{{ .d }}'":  true,
		"a: |\n  echo {{ .Values.x }}":                             true,
		"a: |\n  b\nc: {{ include \"x\" . }}":                      true,
	} {
		if got := container.Templated([]byte(text)); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

func TestInterpreterAndEnv(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]string{"#!/usr/bin/env python3\nx": "python3", "\n#!/bin/sh -e\n": "/bin/sh -e", "ls\n#!/bin/sh": ""} {
		if got := container.Interpreter(script); got != want {
			t.Errorf("%q: %q", script, got)
		}
	}
	env := container.Env(parse(t, "[{name: A, value: b}, {name: C, valueFrom: {}}]"))
	if len(env.Vars) != 1 || env.Get("A").Value() != "b" || container.Env(nil) != nil {
		t.Errorf("%v", env)
	}
}

func TestEachBuildSecret(t *testing.T) {
	t.Parallel()
	script := shell.Parse("docker build --build-arg A=$TOKEN --build-arg=B=\"${TOKEN}\" --build-arg TOKEN --build-arg C=$OTHER --build-arg", shell.Bash)
	count := 0
	container.EachBuildSecret(script, func(name string) bool { return name == "TOKEN" }, func(shell.Word, string) { count++ })
	container.EachBuildSecret(nil, nil, nil)
	if count != 3 {
		t.Errorf("%d secrets", count)
	}
}

func TestFreeText(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]bool{
		"body.pull_request.title": true, "body.head_commit.message": true, "body.commits[0].author.name": true, "body.ref)": true,
		"body.pull_request.number": false, "body.repository.name": false, "body.repository.clone_url": false, "body.after": false,
	} {
		if got := container.FreeText(path); got != want {
			t.Errorf("%s: %t", path, got)
		}
	}
}

func TestManifest(t *testing.T) {
	t.Parallel()
	const task = "apiVersion: tekton.dev/v1\nkind: Task\n"
	for _, tt := range []struct {
		path, text string
		want       bool
	}{
		{"a.yaml", task, true},
		{"a.yaml", "kind: List\nitems:\n- apiVersion: tekton.dev/v1\n", false},
		{"a.yaml", "apiVersion: apps/v1\nkind: Deployment\n", false},
		{"a.yaml", "{{- if .Values.x }}\n" + task, false},
		{"vendor/x/a.yaml", task, false},
	} {
		f := scan.NewFile(&scan.Entry{Path: tt.path}, []byte(tt.text))
		if got := container.Manifest(f, "tekton.dev/v"); got != tt.want {
			t.Errorf("%s %q: %t", tt.path, tt.text, got)
		}
	}
}
