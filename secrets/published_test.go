package secrets_test

import (
	"testing"

	"github.com/penstock-dev/penstock/secrets"
)

func TestPublishedSamples(t *testing.T) {
	t.Parallel()
	azurite := "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6" + "tq/K1SZFPTOtr/KBHBeksoGMGw=="
	stripe := "sk_" + "test_4eC39HqLyjWDarjtT1zdp7dc"
	for name, value := range map[string]string{"emulator": azurite, "documentation": stripe} {
		text := "AccountKey=" + value + ";\nkey: " + value + "\n"
		if found := findIn(t, secrets.Config{}, "a", text); len(found) > 0 {
			t.Errorf("%s: a published sample was found: %v", name, found)
		}
		other := value[:len(value)-5] + "B7" + value[len(value)-3:]
		text = "AccountKey=" + other + ";\nkey: " + other + "\n"
		if found := findIn(t, secrets.Config{}, "a", text); len(found) == 0 {
			t.Errorf("%s: a value like a published sample was not found", name)
		}
	}
}
