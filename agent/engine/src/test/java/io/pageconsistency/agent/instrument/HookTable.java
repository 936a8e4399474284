package io.pageconsistency.agent.instrument;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.pageconsistency.agent.allocators.netty.adaptive.NettyAdaptive;
import io.pageconsistency.agent.allocators.netty.buffers.NettyBuffers;
import io.pageconsistency.agent.allocators.netty.buffers.NettyChannel;
import io.pageconsistency.agent.allocators.netty.buffers.NettyRecycler;
import io.pageconsistency.agent.allocators.netty.pooled.NettyCaches;
import io.pageconsistency.agent.allocators.netty.pooled.NettyPooled;
import io.pageconsistency.agent.allocators.netty.unpooled.NettyUnpooled;
import io.pageconsistency.agent.instrument.symbols.ClassFiles;
import io.pageconsistency.agent.instrument.symbols.ClassShape;
import io.pageconsistency.agent.instrument.symbols.MethodSymbol;

/** A table of what each module weaves in each release of Netty. Releases with the same content share a row. */
final class HookTable {
    /** The modules, by the artifact that contains their classes. */
    static final Map<String, List<AllocatorModule>> MODULES = new LinkedHashMap<>();

    static {
        MODULES.put("netty-buffer", List.of(new NettyPooled(), new NettyAdaptive(), new NettyUnpooled(), new NettyBuffers(), new NettyCaches()));
        MODULES.put("netty-transport", List.of(new NettyChannel()));
        MODULES.put("netty-common", List.of(new NettyRecycler()));
    }

    private static final String OUTER = "AdaptivePoolingAllocator$";

    /** The releases in their order, by module and then by what is woven. */
    private final Map<String, Map<String, List<String>>> rows = new LinkedHashMap<>();
    private final List<String> releases = new ArrayList<>();

    /** @param release the release without its suffix; releases of one line are added in their order */
    void add(String release, String artifact, Path jar) throws IOException {
        if (!releases.contains(release)) {
            releases.add(release);
        }
        for (AllocatorModule module : MODULES.get(artifact)) {
            rows.computeIfAbsent(module.name(), name -> new LinkedHashMap<>())
                    .computeIfAbsent(cells(module, jar), cells -> new ArrayList<>()).add(release);
        }
    }

    /** Returns the cells of a row from the second one on. */
    static String cells(AllocatorModule module, Path jar) throws IOException {
        Map<String, ClassShape> shapes = new HashMap<>();
        String home = "io." + module.home();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
                ClassFiles files = ClassFiles.of(loader, null)) {
            String missing = SymbolCheck.firstMissing(module, "io.", files, shapes);
            if (missing != null) {
                return "not covered: `" + missing + "` | |";
            }
            String books = module.bookSymbols().isEmpty() ? "" : SymbolCheck.firstMissing(module.bookSymbols(), home, files, new HashMap<>());
            return module.classes().stream().filter(woven -> shapes.containsKey(woven.name())).map(woven -> woven(woven, shapes, home))
                    .filter(text -> !text.isEmpty()).collect(Collectors.joining("; "))
                    + " | " + (books == null ? "read" : books.isEmpty() ? "none" : "not read: `" + books + "`") + " |";
        }
    }

    private static String woven(WovenClass woven, Map<String, ClassShape> shapes, String home) {
        String methods = woven.hooks(shapes).stream().map(WovenClass.Hook::method)
                .filter(method -> method.isIn(shapes.get(woven.name()), home)).map(HookTable::inWords).distinct()
                .collect(Collectors.joining(", "));
        return methods.isEmpty() ? "" : "`" + inShort(woven.name()) + "` " + methods;
    }

    private static String inWords(MethodSymbol method) {
        String leading = method.leading().stream().map(HookTable::inShort).collect(Collectors.joining(", "));
        return "`" + method.name() + "(" + leading + (method.more() ? (leading.isEmpty() ? "" : ", ") + "…" : "") + ")`";
    }

    private static String inShort(String type) {
        return type.startsWith(OUTER) ? type.substring(OUTER.length()) : type.substring(type.lastIndexOf('.') + 1);
    }

    /** Returns the table in Markdown, with a section for each module. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        rows.forEach((module, byCells) -> {
            lines.addAll(List.of("", "## " + module, "", "| releases | woven methods | the pool's own books |", "|---|---|---|"));
            byCells.forEach((cells, in) -> lines.add("| " + ranges(in) + " | " + cells));
        });
        return lines;
    }

    private String ranges(List<String> in) {
        List<String> ranges = new ArrayList<>();
        for (int i = 0; i < in.size();) {
            int end = i + 1;
            while (end < in.size() && releases.indexOf(in.get(end)) == releases.indexOf(in.get(end - 1)) + 1
                    && line(in.get(end)).equals(line(in.get(i)))) {
                end++;
            }
            ranges.add(end == i + 1 ? in.get(i) : in.get(i) + " to " + in.get(end - 1));
            i = end;
        }
        return String.join(", ", ranges);
    }

    private static String line(String release) {
        return release.substring(0, release.lastIndexOf('.'));
    }

    /** Returns what a page says about a module in a release, in the form of {@link #cells}; null if it says nothing. */
    static String said(List<String> page, String module, String release) {
        int from = page.indexOf("## " + module);
        for (String row : page.subList(from + 1, page.size())) {
            if (row.startsWith("## ")) {
                return null;
            }
            if (row.startsWith("| 4.")) {
                int end = row.indexOf(" | ");
                if (Arrays.stream(row.substring(2, end).split(", ")).anyMatch(range -> covers(range, release))) {
                    return row.substring(end + " | ".length());
                }
            }
        }
        return null;
    }

    private static boolean covers(String range, String release) {
        String[] ends = range.split(" to ");
        return line(ends[0]).equals(line(release)) && number(ends[0]) <= number(release) && number(ends[ends.length - 1]) >= number(release);
    }

    private static int number(String release) {
        return Integer.parseInt(release.substring(release.lastIndexOf('.') + 1));
    }
}
