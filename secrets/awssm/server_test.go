package awssm_test

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/secrets/awssm"
	"github.com/penstock-dev/penstock/secrets/store"
)

// TestServer holds this package against moto, which imitates the service, if
// there is a "moto_server" program. Where there is none, the exchanges of the
// other tests are all that speaks for the wire format, and
// PENSTOCK_TEST_SERVERS must not promise more.
func TestServer(t *testing.T) {
	t.Parallel()
	address, ok := startMoto(t)
	if !ok {
		t.Log("NOT HELD AGAINST A SERVER: there is no moto_server program")
		if os.Getenv("PENSTOCK_TEST_SERVERS") == "required" {
			t.Error("PENSTOCK_TEST_SERVERS requires one")
		}
		return
	}
	c := client(address, &http.Client{Transport: &http.Transport{DisableKeepAlives: true}})
	s, err := awssm.New(awssm.Config{Client: c})
	if err != nil {
		t.Fatal(err)
	}
	first, err := c.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{Name: aws.String("prod/db"), SecretString: aws.String(`{"password":"one"}`)})
	if err != nil {
		t.Fatal(err)
	}
	second, err := c.PutSecretValue(t.Context(), &secretsmanager.PutSecretValueInput{SecretId: first.ARN, SecretString: aws.String(`{"password":"two"}`)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{Name: aws.String("/blob"), SecretBinary: []byte{0, 255}}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{Name: aws.String("old"), SecretString: aws.String("x")}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.DeleteSecret(t.Context(), &secretsmanager.DeleteSecretInput{SecretId: aws.String("old")}); err != nil {
		t.Fatal(err)
	}

	for _, x := range []struct {
		ref, want, version string
		kind               error
	}{
		{"prod/db", `{"password":"two"}`, aws.ToString(second.VersionId), nil},
		{aws.ToString(first.ARN), `{"password":"two"}`, aws.ToString(second.VersionId), nil},
		{"prod/db?version_id=" + aws.ToString(first.VersionId), `{"password":"one"}`, aws.ToString(first.VersionId), nil},
		{"prod/db?version_stage=AWSPREVIOUS", `{"password":"one"}`, aws.ToString(first.VersionId), nil},
		{"prod/db?stage=NOBODYS", "", "", store.ErrNotFound},
		{"prod/db?region=us-east-1", "", "", store.ErrNotFound},
		{"prod/nothing", "", "", store.ErrNotFound},
		{"old", "", "", store.ErrExpired},
	} {
		v, err := s.Get(t.Context(), ref(t, x.ref))
		if !errors.Is(err, x.kind) {
			t.Errorf("%s: got %v, want %v", x.ref, err, x.kind)
			continue
		}
		if diff := cmp.Diff([]string{x.want, x.version}, []string{string(v.Reveal()), v.Version}); diff != "" {
			t.Errorf("%s: %s", x.ref, diff)
		}
	}
	if v, err := s.Get(t.Context(), ref(t, "//blob")); err != nil || string(v.Reveal()) != "\x00\xff" {
		t.Errorf("got %q, %v", v.Reveal(), err)
	}
}

// startMoto starts a server on a free port that ends with the test.
func startMoto(t *testing.T) (address string, ok bool) {
	t.Helper()
	program, err := exec.LookPath("moto_server")
	if err != nil {
		return "", false
	}
	cmd := exec.CommandContext(t.Context(), program, "-H", "127.0.0.1", "-p", "0")
	cmd.Env = []string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "PYTHONUNBUFFERED=1"}
	out, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	address, said := listening(out)
	if address == "" {
		_ = cmd.Wait()
		t.Fatalf("%s does not start: %s", program, said)
	}
	var rest sync.WaitGroup
	rest.Go(func() { _, _ = io.Copy(io.Discard, out) })
	t.Cleanup(func() {
		rest.Wait()
		_ = cmd.Wait() // the context of the test has killed it
	})
	return address, true
}

// listening reads until the server says where it is, or ends.
func listening(out io.Reader) (address, said string) {
	where := regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
	var b strings.Builder
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if address := where.FindString(lines.Text()); address != "" {
			return address, ""
		}
		b.WriteString(lines.Text() + "\n")
	}
	return "", b.String()
}
