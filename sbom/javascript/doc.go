// Package javascript reads the lockfiles of npm and its relatives.
//
// Sources: the npm documentation (package-lock.json, package.json, npm
// workspaces) and the resolution algorithm of Node.js ("Loading from
// node_modules folders").
package javascript

const ecosystem = "npm"
