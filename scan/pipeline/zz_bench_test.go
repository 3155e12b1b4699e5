package pipeline_test
import ("testing";"context";"github.com/penstock-dev/penstock/scan";"github.com/penstock-dev/penstock/scan/pipeline")
func BenchmarkReal(b *testing.B){
 b.ReportAllocs()
 for b.Loop(){
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil { b.Fatal(err) }
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{analyzer},Workers:1})
	if err != nil { b.Fatal(err) }
	n:=0
	for f, err := range runner.Stream(context.Background(), scan.Dir("/tmp/real4/rss", scan.TreeConfig{NoGitignore: true})) {
		if err == nil && f != nil { n++ }
	}
 }
}
