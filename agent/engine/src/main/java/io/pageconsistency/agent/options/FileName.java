package io.pageconsistency.agent.options;

import java.io.File;
import java.nio.file.InvalidPathException;

/** The name of a file. */
enum FileName implements Allowed<String> {
    /** A file that exists and is readable. */
    READABLE("a file that can be read") {
        @Override
        public String read(String text) {
            File file = new File(text);
            return file.isFile() && file.canRead() ? text : null;
        }
    },
    /** A file that can be created. A mistyped directory must be found at the start, not when the output is lost. */
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
