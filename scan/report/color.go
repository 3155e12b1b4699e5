package report

import "github.com/penstock-dev/penstock/scan"

// ColorFor says whether text should be coloured: what [TextConfig].Color should
// be for a writer that is or is not a terminal. getenv is [os.Getenv] or
// another source of the environment; nil is an empty one.
//
// A NO_COLOR that is not empty means never (no-color.org); otherwise a
// CLICOLOR_FORCE or FORCE_COLOR that is neither empty nor "0" means always;
// otherwise a terminal is coloured unless CLICOLOR is "0" or TERM is "dumb".
func ColorFor(getenv func(string) string, isTerminal bool) bool {
	if getenv == nil {
		return isTerminal
	}
	if getenv("NO_COLOR") != "" {
		return false
	}
	for _, name := range []string{"CLICOLOR_FORCE", "FORCE_COLOR"} {
		if v := getenv(name); v != "" && v != "0" {
			return true
		}
	}
	return isTerminal && getenv("CLICOLOR") != "0" && getenv("TERM") != "dumb"
}

// style is the parameter of an ANSI "select graphic rendition" sequence.
type style string

const (
	styleNone    style = ""
	styleBold    style = "1"
	styleDim     style = "2"
	styleRed     style = "31"
	styleGreen   style = "32"
	styleYellow  style = "33"
	styleBlue    style = "34"
	styleCyan    style = "36"
	styleBoldRed style = "1;31"
	styleAlarm   style = "1;37;41"
)

// markStyle is the style of what underlines a finding of a severity.
func markStyle(s scan.Severity) style {
	if s == scan.SeverityCritical {
		return styleBoldRed
	}
	return severityStyle(s)
}

func severityStyle(s scan.Severity) style {
	switch s {
	case scan.SeverityCritical:
		return styleAlarm
	case scan.SeverityHigh:
		return styleBoldRed
	case scan.SeverityMedium:
		return styleYellow
	case scan.SeverityLow:
		return styleBlue
	}
	return styleCyan
}
