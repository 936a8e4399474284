package io.pageconsistency.agent.fence;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;

/** Reads what Linux says about this process. Each call reads the files anew. A file that cannot be read is an error. */
final class Proc {
    /**
     * The flags of mappings with special properties: shared, locked, with huge pages, of a device, not inherited, or watched by
     * other code.
     */
    private static final Set<String> SPECIAL = Set.of("sh", "lo", "hg", "ht", "pf", "io", "dc", "wf", "um", "uw", "mt", "ui");
    private static final int BUFFER = 1 << 16;
    /** The smallest page size. The last page of a file extends beyond the end of the file. */
    private static final int PAGE = 4096;

    /** One mapping of the address space. */
    private record Piece(long start, long end, String rights, String file) {
        static Piece of(String line) {
            StringTokenizer words = new StringTokenizer(line);
            String range = words.nextToken();
            int dash = range.indexOf('-');
            String rights = words.nextToken();
            words.nextToken();
            words.nextToken();
            String file = words.nextToken().equals("0") ? "" : words.hasMoreTokens() ? words.nextToken("\n").strip() : "?";
            return new Piece(Long.parseUnsignedLong(range.substring(0, dash), 16), Long.parseUnsignedLong(range.substring(dash + 1), 16),
                    rights, file);
        }
    }

    private Proc() {
    }

    static String read(String file) {
        try (InputStream in = new FileInputStream("/proc/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new IllegalStateException("/proc/" + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns the maximum number of mappings of a process. */
    static int mostPieces() {
        return Integer.parseInt(read("sys/vm/max_map_count").strip());
    }

    /** Returns the current number of mappings of this process. */
    static int count() {
        int lines = 0;
        try (InputStream in = new FileInputStream("/proc/self/maps")) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                for (int i = 0; i < n; i++) {
                    lines += buffer[i] == '\n' ? 1 : 0;
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("/proc/self/maps cannot be read: " + e.getMessage(), e);
        }
        return lines;
    }

    /** Returns why the system might refuse to open a fence again; null for no reason. */
    static String danger() {
        if (read("sys/vm/overcommit_memory").strip().equals("2")) {
            return "the system counts memory strictly (vm.overcommit_memory is 2), so it may refuse to open fenced memory again";
        }
        for (String line : read("self/limits").split("\n")) {
            int end = line.indexOf("size") + "size".length();
            if ((line.startsWith("Max data size") || line.startsWith("Max file size"))
                    && !line.substring(end).strip().startsWith("unlimited")) {
                return "the process has a limit (" + line.substring(0, end)
                        + "), so the system may refuse to open fenced memory again";
            }
        }
        return null;
    }

    /** Returns the current mappings with their flags. */
    static String pieces() {
        return read("self/smaps");
    }

    /** Whether a range is ordinary memory: private, anonymous, readable and writable, without special flags. */
    static boolean isOrdinary(String pieces, long start, long end) {
        long covered = start;
        boolean inside = false;
        for (StringTokenizer lines = new StringTokenizer(pieces, "\n"); lines.hasMoreTokens();) {
            String line = lines.nextToken();
            if (line.startsWith("VmFlags:")) {
                if (inside && hasSpecial(line)) {
                    return false;
                }
            } else if (Character.isDigit(line.charAt(0)) || line.charAt(0) >= 'a' && line.charAt(0) <= 'f') {
                Piece piece = Piece.of(line);
                if (piece.start >= end) {
                    break;
                }
                inside = start < piece.end;
                if (inside && (piece.start > covered || !piece.rights.equals("rw-p") || !piece.file.isEmpty())) {
                    return false;
                }
                covered = inside ? piece.end : covered;
            }
        }
        return covered >= end;
    }

    private static boolean hasSpecial(String line) {
        for (StringTokenizer words = new StringTokenizer(line); words.hasMoreTokens();) {
            if (SPECIAL.contains(words.nextToken())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns mapped files that are now shorter than their mapping. An access to the missing part causes the same error as a fence.
     */
    static List<String> shortened() {
        List<String> found = new ArrayList<>();
        for (StringTokenizer lines = new StringTokenizer(read("self/maps"), "\n"); lines.hasMoreTokens();) {
            String line = lines.nextToken();
            Piece piece = Piece.of(line);
            if (piece.file.startsWith("/") && !piece.file.startsWith("/memfd:page-consistency") && !piece.rights.contains("x")) {
                StringTokenizer words = new StringTokenizer(line);
                words.nextToken();
                words.nextToken();
                long offset = Long.parseUnsignedLong(words.nextToken(), 16);
                File file = new File(piece.file);
                if (file.isFile() && file.length() + PAGE <= offset + piece.end - piece.start) {
                    found.add(piece.file);
                }
            }
        }
        return found;
    }
}
