package io.pageconsistency.agent.options;

import java.io.File;
import java.nio.file.InvalidPathException;

/** The name of a file. */
enum FileName implements Allowed<String> {
    /** It is there. */
    READABLE("a file that can be read") {
        @Override
        public String read(String text) {
            File file = new File(text);
            return file.isFile() && file.canRead() ? text : null;
        }
    },
    /** It can be made. A mistyped directory must not come to light when what was to be written is lost. */
    WRITABLE("a file in a directory that exists") {
        @Override
        public String read(String text) {
            try {
                File file = OutputFile.of(text).path().toFile();
                File directory = file.getAbsoluteFile().getParentFile();
                return !file.isDirectory() && directory != null && directory.isDirectory() ? text : null;
            } catch (InvalidPathException e) {
                return null;
            }
        }
    };

    private final String words;

    FileName(String words) {
        this.words = words;
    }

    @Override
    public String words(String first) {
        return words;
    }
}
