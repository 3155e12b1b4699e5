package workspace

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// readServers reads servers of the Model Context Protocol, each a job of one
// command, with its environment. Their places start with the prefix.
func readServers(f *ci.File, at *document.Node, prefix string) {
	for _, section := range []string{"mcpServers", "servers", "mcp_servers"} {
		for key, node := range at.Get(section).Pairs() {
			if node.Kind() != document.Mapping {
				continue
			}
			job := &ci.Job{ID: prefix + section + "." + key.Value(), Key: key, Node: node, Env: ci.ScalarsOf(node.Get("env"))}
			if run := commandLine(f.Source, node.Get("command"), node.Get("args")); run != nil {
				job.Steps = []*ci.Step{{Group: "command", Node: node, Run: run}}
			}
			f.Jobs = append(f.Jobs, job)
		}
	}
}

// isServer reports whether a job is a server of the Model Context Protocol.
func isServer(job *ci.Job) bool {
	return strings.Contains("."+job.ID, ".mcpServers.") || strings.Contains("."+job.ID, ".mcp_servers.") || strings.Contains("."+job.ID, ".servers.")
}

// addressOf returns where a server is reached that runs somewhere else, nil for
// one that is started here.
func addressOf(server *document.Node) (key, value *document.Node) {
	for _, name := range []string{"url", "httpUrl", "serverUrl"} {
		if key, value = server.Pair(name); key != nil {
			return key, value
		}
	}
	return nil, nil
}
