package container

import (
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// Reach notes what the containers of a job have: the secrets that its variables
// and volumes name, of those of its file ([Secrets]), and the powers that the
// node's settings give them. The pods are those that the job runs in.
func Reach(secrets []ci.Secret, job *ci.Job, pods []*document.Node, reach *ci.Reach) {
	for _, s := range secrets {
		if s.Job == job {
			reach.Secrets = append(reach.Secrets, s.Name)
		}
	}
	powers := append(PodPowers(job.Node), Powers(job.Node.Get("stepTemplate"))...)
	for _, pod := range pods {
		powers = append(powers, PodPowers(pod)...)
	}
	for _, step := range job.Steps {
		powers = append(powers, Powers(step.Node)...)
	}
	if len(powers) > 0 {
		reach.Runner = "the node of the cluster (a container " + powers[0].What + ")"
	}
}
