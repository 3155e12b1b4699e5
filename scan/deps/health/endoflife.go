package health

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/penstock-dev/penstock/scan"
)

// EndOfLife says until when the release cycles of products are maintained.
type EndOfLife struct{ products map[string][]cycle }

// cycle is one line of releases of a product.
type cycle struct {
	name  string
	ended bool      // at an unknown time
	end   time.Time // zero if it is not known
}

// ErrEndOfLife is wrapped by errors about data that cannot be read.
var ErrEndOfLife = errors.New("no data about the end of life of products")

// maxEndOfLife bounds a file, in bytes.
const maxEndOfLife = 64 << 20

// LoadEndOfLife reads data as endoflife.date publishes it: a file of one product in
// the form of its API, named after the product, a file of all products in version 1
// of that API, a file with an object of products, or a folder of such files.
func LoadEndOfLife(fsys fs.FS, name string) (*EndOfLife, error) {
	e := &EndOfLife{products: map[string][]cycle{}}
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("reading dates of end of life: %w", err)
	}
	files := []string{name}
	if info.IsDir() {
		if files, err = fs.Glob(fsys, path.Join(name, "*.json")); err != nil || len(files) == 0 {
			return nil, fmt.Errorf("%w: the folder %s has no file *.json", ErrEndOfLife, name)
		}
	}
	for _, file := range files {
		if err := e.load(fsys, file); err != nil {
			return nil, fmt.Errorf("reading dates of end of life in %s: %w", file, err)
		}
	}
	return e, nil
}

func (e *EndOfLife) load(fsys fs.FS, file string) error {
	f, err := fsys.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxEndOfLife+1))
	switch {
	case err != nil:
		return err
	case len(data) > maxEndOfLife:
		return fmt.Errorf("%w: more than %d bytes", ErrEndOfLife, maxEndOfLife)
	}
	return e.add(strings.TrimSuffix(path.Base(file), ".json"), data)
}

// release is a release cycle, in the names of both versions of the API.
type release struct {
	Cycle any             `json:"cycle"`
	Name  string          `json:"name"`
	EOL   json.RawMessage `json:"eol"`
	IsEOL *bool           `json:"isEol"`
	From  string          `json:"eolFrom"`
}

// productDetails is a product of version 1 of the API.
type productDetails struct {
	Name     string    `json:"name"`
	Releases []release `json:"releases"`
}

// add reads one file.
func (e *EndOfLife) add(name string, data []byte) error {
	var list []release
	if json.Unmarshal(data, &list) == nil {
		return e.addProduct(name, list)
	}
	var answer struct {
		Result json.RawMessage `json:"result"`
	}
	if json.Unmarshal(data, &answer) == nil && answer.Result != nil {
		var one productDetails
		var many []productDetails
		if json.Unmarshal(answer.Result, &one) == nil {
			many = append(many, one)
		} else if err := json.Unmarshal(answer.Result, &many); err != nil {
			return fmt.Errorf("%w: %w", ErrEndOfLife, err)
		}
		for _, p := range many {
			if err := e.addProduct(p.Name, p.Releases); err != nil {
				return err
			}
		}
		return nil
	}
	var products map[string][]release
	if err := json.Unmarshal(data, &products); err != nil {
		return fmt.Errorf("%w: %w", ErrEndOfLife, err)
	}
	for product, list := range products {
		if err := e.addProduct(product, list); err != nil {
			return err
		}
	}
	return nil
}

func (e *EndOfLife) addProduct(name string, list []release) error {
	if name == "" || len(list) == 0 {
		return fmt.Errorf("%w: product %q has no releases", ErrEndOfLife, name)
	}
	for _, r := range list {
		c := cycle{name: r.Name}
		if r.Cycle != nil {
			c.name = fmt.Sprint(r.Cycle)
		}
		date := r.From
		var text string
		var flag bool
		switch {
		case json.Unmarshal(r.EOL, &text) == nil:
			date = text
		case json.Unmarshal(r.EOL, &flag) == nil:
			c.ended = flag
		}
		if r.IsEOL != nil {
			c.ended = *r.IsEOL && date == ""
		}
		if date != "" {
			end, err := time.Parse(time.DateOnly, date)
			if err != nil {
				return fmt.Errorf("%w: %s %s ends on %q", ErrEndOfLife, name, c.name, date)
			}
			c.end = end
		}
		if c.name == "" {
			return fmt.Errorf("%w: a release of %s has no name", ErrEndOfLife, name)
		}
		e.products[name] = append(e.products[name], c)
	}
	return nil
}

// find returns the cycle of a product that a version belongs to: the one with the
// longest name that the version begins with.
func (e *EndOfLife) find(product, version string) (cycle, bool) {
	version = strings.TrimPrefix(strings.TrimPrefix(version, "go"), "v")
	var best cycle
	for _, c := range e.products[product] {
		rest, ok := strings.CutPrefix(version, c.name)
		if ok && len(c.name) > len(best.name) && (rest == "" || strings.ContainsRune(".-_+", rune(rest[0]))) {
			best = c
		}
	}
	return best, best.name != ""
}

// productTable maps what packages are called to products, by ecosystem, or by the
// kind of package URL for images.
var productTable = map[string]map[string]string{
	"Go": {"stdlib": "go", "toolchain": "go"},
	"image": {
		"golang": "go", "python": "python", "node": "nodejs", "ruby": "ruby", "php": "php", "perl": "perl", "openjdk": "oracle-jdk",
		"eclipse-temurin": "eclipse-temurin", "amazoncorretto": "amazon-corretto", "debian": "debian", "ubuntu": "ubuntu", "alpine": "alpine-linux",
		"fedora": "fedora", "centos": "centos", "rockylinux": "rocky-linux", "almalinux": "almalinux", "amazonlinux": "amazon-linux",
		"postgres": "postgresql", "mysql": "mysql", "mariadb": "mariadb", "redis": "redis", "mongo": "mongodb", "nginx": "nginx",
		"elixir": "elixir", "erlang": "erlang", "haproxy": "haproxy", "tomcat": "tomcat", "memcached": "memcached", "rabbitmq": "rabbitmq",
		"elasticsearch": "elasticsearch", "traefik": "traefik", "wordpress": "wordpress", "drupal": "drupal",
	},
	"distribution": {
		"Debian": "debian", "Ubuntu": "ubuntu", "Alpine": "alpine-linux", "Rocky Linux": "rocky-linux", "AlmaLinux": "almalinux",
		"openSUSE": "opensuse", "Photon OS": "photon", "Azure Linux": "azure-linux",
	},
}

// productOf returns the product and version that a package stands for.
func productOf(p *scan.Package) (product, version string) {
	rest, ok := strings.CutPrefix(p.PURL, "pkg:docker/")
	if !ok {
		return productTable[p.Ecosystem][p.Name], p.Version
	}
	rest, qualifiers, _ := strings.Cut(rest, "?")
	if strings.Contains(qualifiers, "repository_url=") {
		return "", ""
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(rest, "library/"), "@")
	return productTable["image"][name], p.Version
}

// ended reports a runtime or base image past its end of life. What a file gives as
// the oldest version that it allows is no runtime.
func (a *Analyzer) ended(p *scan.Package) *scan.Record {
	if a.cfg.EndOfLife == nil || p.Version == "" || p.Properties["minimum"] != "" {
		return nil
	}
	product, version := productOf(p)
	c, ok := a.cfg.EndOfLife.find(product, version)
	if !ok || !a.over(c) {
		return nil
	}
	return finding(endOfLifeRule, p, "%s is past its end of life: %s", label(p), since(product, c))
}

func (a *Analyzer) over(c cycle) bool {
	return c.ended || !c.end.IsZero() && c.end.Before(a.cfg.Now)
}

func since(product string, c cycle) string {
	if c.end.IsZero() {
		return fmt.Sprintf("%s %s is no longer maintained", product, c.name)
	}
	return fmt.Sprintf("%s %s has not been maintained since %s", product, c.name, c.end.Format(time.DateOnly))
}

// checkDistributions reports, once for each, the distributions past their end of life
// that packages of a system belong to.
func (a *Analyzer) checkDistributions(packages []*scan.Package, out scan.Sink) {
	if a.cfg.EndOfLife == nil {
		return
	}
	first := map[string]*scan.Package{}
	var order []string
	for _, p := range packages {
		if strings.Contains(p.Ecosystem, ":") && first[p.Ecosystem] == nil {
			first[p.Ecosystem] = p
			order = append(order, p.Ecosystem)
		}
	}
	slices.Sort(order)
	for _, ecosystem := range order {
		name, version, _ := strings.Cut(strings.TrimSuffix(ecosystem, ":LTS"), ":")
		product := productTable["distribution"][name]
		c, ok := a.cfg.EndOfLife.find(product, version)
		if !ok || !a.over(c) {
			continue
		}
		var at scan.Location
		if list := first[ecosystem].Locations; len(list) > 0 {
			at = list[0]
			at.Region = scan.Region{}
		}
		r := scan.NewRecord(endOfLifeRule, at, fmt.Sprintf("%s %s is past its end of life: %s", name, version, since(product, c)))
		r.Anchor = cmp.Or(ecosystem, name)
		out.Finding(&r)
	}
}
