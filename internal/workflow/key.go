package workflow

// maxKey bounds the length of a key.
const maxKey = 255

// ValidKey tells whether a text may be the key of a workflow, a node or a button: letters, digits, _ and -, not
// beginning with -.
func ValidKey(key string) bool {
	if key == "" || len(key) > maxKey || key[0] == '-' {
		return false
	}
	for i := range len(key) {
		c := key[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (c < '0' || c > '9') && c != '_' && c != '-' {
			return false
		}
	}
	return true
}
