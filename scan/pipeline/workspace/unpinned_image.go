package workspace

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func unpinnedImage() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "unpinned-image",
			Name:        "Development container or server whose image is whatever is newest",
			Class:       "unpinned-image",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Description: "A tag can be pushed again with other content; no tag at all means whatever is newest. What is in the image runs with the sources, and for servers with the tokens that they are given.",
			Remediation: "Add a version, better still the digest: `name:tag@sha256:…`.",
			Example:     "{\"image\": \"ghcr.io/example/dev\"}",
			Fixed:       "{\"image\": \"ghcr.io/example/dev:2.1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"}",
			Fix:         "Safe, with a resolver: adds the digest of what the tag stands for now.",
		},
		Job: func(r *audit.Run, job *ci.Job) {
			if job.Container != nil {
				ref := job.Container.Ref
				r.Image(job, nil, ref, "image", strings.Contains(ref.Value(), "${"))
			}
			if isServer(job) {
				if i, n := imageArgument(job.Node); n != nil {
					r.Image(job, nil, n, name("args", i), computed(n.Value()))
				}
			}
		},
	}
}

// valued are the options of docker run that take the next word for their value.
const valued = "-e --env -v --volume -p --publish --name --network --net --mount --env-file -w --workdir -u --user --entrypoint --platform --add-host --cap-add --cap-drop -l --label -m --memory --cpus --pull --restart -h --hostname --security-opt --device --gpus --dns --shm-size --tmpfs --pid --ipc --userns"

// imageArgument returns the argument of docker run that names the image.
func imageArgument(server *document.Node) (int, *document.Node) {
	command := server.Get("command").Value()
	if command = command[strings.LastIndexByte(command, '/')+1:]; !hasWord("docker podman nerdctl", command) {
		return 0, nil
	}
	running, skip := false, false
	for i, a := range server.Get("args").Items() {
		text := a.Value()
		switch {
		case skip:
			skip = false
		case strings.HasPrefix(text, "-"):
			skip = hasWord(valued, text)
		case !running:
			if running = text == "run"; !running && text != "container" {
				return 0, nil
			}
		default:
			return i, a
		}
	}
	return 0, nil
}
