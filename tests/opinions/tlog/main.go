// Checks an export of Keyroom's record with golang.org/x/mod and nothing of Keyroom's own.
//
//	tlog export FOLDER          opens the checkpoint, recomputes its root, proves each counter-signed head consistent
//	tlog proof FILE VKEY-FILE   checks a C2SP tlog-proof whose extra is the leaf
//
// The formats: C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof; RFC 6962.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// head is a checkpoint's three lines.
type head struct {
	origin string
	size   int64
	root   tlog.Hash
}

// cosigner verifies cosignature/v1 lines; sumdb/note knows plain Ed25519 only, and takes any Verifier.
type cosigner struct {
	name   string
	public ed25519.PublicKey
}

func (c cosigner) Name() string { return c.name }

func (c cosigner) KeyHash() uint32 {
	sum := sha256.Sum256(append([]byte(c.name+"\n\x04"), c.public...))
	return binary.BigEndian.Uint32(sum[:])
}

func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(c.public, []byte(signed), sig[8:])
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func read(path string) []byte {
	data, err := os.ReadFile(path)
	check(err)
	return data
}

func parseHead(text string) (head, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return head{}, fmt.Errorf("not a checkpoint: %q", text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return head{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return head{lines[0], size, root}, err
}

func openHead(data []byte, verifiers note.Verifiers) (head, *note.Note, error) {
	opened, err := note.Open(data, verifiers)
	if err != nil {
		return head{}, nil, err
	}
	parsed, err := parseHead(opened.Text)
	return parsed, opened, err
}

func logVerifier(path string) note.Verifier {
	verifier, err := note.NewVerifier(strings.TrimSuffix(string(read(path)), "\n"))
	check(err)
	return verifier
}

// people gives the cosigner of each key that the record's own entries enrol.
func people(leaves [][]byte, origin string) []note.Verifier {
	var found []note.Verifier
	for _, leaf := range leaves {
		var entry struct {
			Kind string
			Body struct{ Person, Public string }
		}
		if json.Unmarshal(leaf, &entry) != nil || (entry.Kind != "person.enrolled" && entry.Kind != "person.rekeyed") {
			continue
		}
		public, err := base64.StdEncoding.DecodeString(entry.Body.Public)
		check(err)
		found = append(found, cosigner{origin + "/" + entry.Body.Person, public})
	}
	return found
}

// store hashes the leaves as a sumdb server would.
func store(leaves [][]byte) tlog.HashReader {
	var hashes []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			out[i] = hashes[index]
		}
		return out, nil
	})
	for i, leaf := range leaves {
		more, err := tlog.StoredHashes(int64(i), leaf, reader)
		check(err)
		hashes = append(hashes, more...)
	}
	return reader
}

func checkExport(folder string) {
	log := logVerifier(filepath.Join(folder, "log.vkey"))
	data := read(filepath.Join(folder, "entries.jsonl"))
	if !bytes.HasSuffix(data, []byte("\n")) {
		check(fmt.Errorf("entries.jsonl doesn't end in a newline"))
	}
	leaves := bytes.Split(data[:len(data)-1], []byte("\n"))
	reader := store(leaves)
	newest, _, err := openHead(read(filepath.Join(folder, "checkpoint")), note.VerifierList(log))
	check(err)
	root, err := tlog.TreeHash(int64(len(leaves)), reader)
	check(err)
	if newest.origin != log.Name() || newest.size != int64(len(leaves)) || newest.root != root {
		check(fmt.Errorf("the checkpoint says %v, the entries give %d, %v", newest, len(leaves), root))
	}
	signed := 0
	names, err := os.ReadDir(filepath.Join(folder, "cosigned"))
	check(err)
	verifiers := note.VerifierList(append(people(leaves, log.Name()), log)...)
	for _, name := range names {
		older, opened, err := openHead(read(filepath.Join(folder, "cosigned", name.Name())), verifiers)
		check(err)
		if len(opened.UnverifiedSigs) != 0 || len(opened.Sigs) < 2 || name.Name() != fmt.Sprint(older.size) {
			check(fmt.Errorf("cosigned/%s: %d signatures hold, %d don't", name.Name(), len(opened.Sigs), len(opened.UnverifiedSigs)))
		}
		proof, err := tlog.ProveTree(newest.size, older.size, reader)
		check(err)
		check(tlog.CheckTree(proof, newest.size, newest.root, older.size, older.root))
		signed += len(opened.Sigs) - 1
	}
	fmt.Printf("%d entries, root %v, %d counter-signatures under %d heads\n", newest.size, root, signed, len(names))
}

func checkProof(file, vkey string) {
	log := logVerifier(vkey)
	top, checkpoint, found := strings.Cut(string(read(file)), "\n\n")
	lines := strings.Split(top, "\n")
	if !found || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		check(fmt.Errorf("not a tlog-proof"))
	}
	leaf, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	check(err)
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	check(err)
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		check(err)
		proof = append(proof, hash)
	}
	newest, _, err := openHead([]byte(checkpoint), note.VerifierList(log))
	check(err)
	check(tlog.CheckRecord(proof, newest.size, newest.root, index, tlog.RecordHash(leaf)))
	fmt.Printf("entry %d of %d\n", index, newest.size)
}

func main() {
	switch {
	case len(os.Args) == 3 && os.Args[1] == "export":
		checkExport(os.Args[2])
	case len(os.Args) == 4 && os.Args[1] == "proof":
		checkProof(os.Args[2], os.Args[3])
	default:
		check(fmt.Errorf("usage: tlog export FOLDER | tlog proof FILE VKEY-FILE"))
	}
}
