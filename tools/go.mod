module github.com/sequitur-platform/sequitur/tools

go 1.26
