package io.pageconsistency.dist;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * As much of a class file as the packaging has to do with.
 *
 * @param major the version of its format, 61 for Java 17
 * @param strings all text in its constant pool: names, descriptors, signatures, literals
 * @param types the names, with slashes, of the types it links to, itself included
 */
record ClassFile(int major, Set<String> strings, Set<String> types) {
    private static final int UTF8 = 1;
    private static final int CLASS = 7;
    private static final List<Integer> EIGHT_BYTES = List.of(5, 6);
    /** Bytes after the tag, by tag; 0 where there is no such tag. */
    private static final int[] LENGTHS = {0, 0, 0, 4, 4, 8, 8, 2, 2, 4, 4, 4, 4, 0, 0, 3, 2, 4, 4, 2, 2};

    static ClassFile of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readInt() != 0xCAFEBABE) {
                throw new IOException("not a class file");
            }
            in.readUnsignedShort();
            int major = in.readUnsignedShort();
            Map<Integer, String> strings = new TreeMap<>();
            Set<Integer> types = new TreeSet<>();
            int count = in.readUnsignedShort();
            for (int i = 1; i < count; i++) {
                int tag = in.readUnsignedByte();
                if (tag == UTF8) {
                    strings.put(i, in.readUTF());
                } else if (tag == CLASS) {
                    types.add(in.readUnsignedShort());
                } else {
                    in.skipNBytes(LENGTHS[tag]);
                    i += EIGHT_BYTES.contains(tag) ? 1 : 0;
                }
            }
            Set<String> names = new TreeSet<>();
            types.forEach(index -> names.addAll(namesIn(strings.get(index))));
            return new ClassFile(major, Set.copyOf(strings.values()), names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An array is written as a descriptor; one of primitives names no type. */
    private static List<String> namesIn(String type) {
        if (!type.startsWith("[")) {
            return List.of(type);
        }
        return type.endsWith(";") ? List.of(type.substring(type.indexOf('L') + 1, type.length() - 1)) : List.of();
    }

    boolean mentions(String text) {
        return strings.stream().anyMatch(string -> string.contains(text));
    }
}
