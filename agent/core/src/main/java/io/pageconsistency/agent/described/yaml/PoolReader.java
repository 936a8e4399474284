package io.pageconsistency.agent.described.yaml;

import java.util.ArrayList;
import java.util.List;

import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

import io.pageconsistency.agent.described.model.Amount;
import io.pageconsistency.agent.described.model.Crossing;
import io.pageconsistency.agent.described.model.Location;
import io.pageconsistency.agent.described.model.MethodPattern;
import io.pageconsistency.agent.described.model.Path;
import io.pageconsistency.agent.described.model.PoolDescription;
import io.pageconsistency.agent.described.model.PoolDescription.Arrays;
import io.pageconsistency.agent.described.model.PoolDescription.Foreign;
import io.pageconsistency.agent.described.model.PoolDescription.Guard;
import io.pageconsistency.agent.described.model.PoolDescription.Numbers;
import io.pageconsistency.agent.described.model.PoolDescription.Scope;
import io.pageconsistency.pools.SpaceKind.Handles;

/** Reads one pool of a file. */
final class PoolReader {
    static final List<String> KEYS = List.of("name", "class", "subtypes", "scope", "handle", "numbers", "arrays", "guard",
            "foreign", "page-size", "hand-out", "take-back", "reset", "close");
    static final List<String> CROSSING_KEYS = List.of("method", "class", "page", "size", "pool", "if", "unless");

    private static final String CLASS_NAME = "[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*";

    private final String file;
    private final List<String> problems;

    PoolReader(String file, List<String> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** @return null if anything is wrong with it, which has been said then */
    PoolDescription read(Node node) {
        int before = problems.size();
        try {
            PoolDescription pool = pool(new Mapping(file, node, "pool", KEYS, problems));
            return problems.size() == before ? pool : null;
        } catch (BadDescription e) {
            problems.add(e.getMessage());
            return null;
        }
    }

    private PoolDescription pool(Mapping pool) throws BadDescription {
        String name = or("", () -> name(pool));
        String type = or("", () -> className(pool, pool.required("class", "the pool's class, such as com.example.PagePool")));
        YesOrNo subtypes = or(null, () -> pool.oneOf("subtypes", YesOrNo.class, YesOrNo.FALSE, List.of(YesOrNo.values())));
        Scope scope = or(null, () -> pool.oneOf("scope", Scope.class, Scope.INSTANCE, List.of(Scope.values())));
        Handles handles = or(null, () -> pool.oneOf("handle", Handles.class, Handles.ADDRESS,
                List.of(Handles.IDENTITY, Handles.ADDRESS, Handles.NONE)));
        Numbers numbers = or(null, () -> pool.oneOf("numbers", Numbers.class, Numbers.BY_TYPE,
                List.of(Numbers.ADDRESSES, Numbers.OFFSETS, Numbers.PAGES)));
        Arrays arrays = or(null, () -> pool.oneOf("arrays", Arrays.class, Arrays.CONTENTS, List.of(Arrays.values())));
        Guard guard = or(null, () -> pool.oneOf("guard", Guard.class, Guard.NONE, List.of(Guard.values())));
        Foreign foreign = or(null, () -> pool.oneOf("foreign", Foreign.class, Foreign.REPORTED, List.of(Foreign.values())));
        Amount pageSize = or(null, () -> pageSize(pool));
        List<Crossing> crossings = new ArrayList<>();
        for (Crossing.Kind kind : Crossing.Kind.values()) {
            for (Node entry : pool.list(kind.key())) {
                addCrossing(crossings, kind, type, entry);
            }
        }
        for (Crossing.Kind kind : List.of(Crossing.Kind.HAND_OUT, Crossing.Kind.TAKE_BACK)) {
            if (pool.list(kind.key()).isEmpty()) {
                throw new BadDescription(pool.at(), "'" + kind.key() + "' is missing; allowed: one or more methods, such as "
                        + (kind == Crossing.Kind.HAND_OUT ? "acquire(int)" : "release(ByteBuffer)"));
            }
        }
        return new PoolDescription(pool.at(), name, type, subtypes == YesOrNo.TRUE, scope, handles, numbers, arrays, guard, foreign, pageSize,
                List.copyOf(crossings));
    }

    private enum YesOrNo {
        FALSE, TRUE
    }

    @FunctionalInterface
    private interface Part<T> {
        T read() throws BadDescription;
    }

    /** What is wrong with one part is said, and the others are looked at all the same. */
    private <T> T or(T otherwise, Part<T> part) {
        try {
            return part.read();
        } catch (BadDescription e) {
            problems.add(e.getMessage());
            return otherwise;
        }
    }

    private static String name(Mapping pool) throws BadDescription {
        String name = pool.required("name", "a name for reports and for 'disable', such as my-pool");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new BadDescription(pool.at("name"), "'name' cannot be '" + name
                    + "'; allowed: letters, digits, '-', '_' and '.'");
        }
        return name;
    }

    private static String className(Mapping mapping, String name) throws BadDescription {
        if (!name.matches(CLASS_NAME)) {
            throw new BadDescription(mapping.at("class"), "'class' cannot be '" + name
                    + "'; allowed: the name of a class with its package, and a $ before that of a nested one");
        }
        return name;
    }

    private static Amount pageSize(Mapping pool) throws BadDescription {
        String text = pool.text("page-size");
        if (text == null) {
            return null;
        }
        Amount size = Notation.amount(text, "page-size", pool.at("page-size"));
        if (size.path() != null && size.path().root() != Path.Root.THIS) {
            throw new BadDescription(pool.at("page-size"), "'page-size' cannot be '" + text
                    + "'; allowed: a number, or what the pool itself says, such as this.pageSize");
        }
        return size;
    }

    private void addCrossing(List<Crossing> crossings, Crossing.Kind kind, String type, Node entry) {
        try {
            Location at = Mapping.location(file, entry);
            if (entry instanceof ScalarNode scalar) {
                crossings.add(new Crossing(at, kind, type, Notation.method(scalar.getValue(), at), defaultPage(kind), null, null, null));
            } else {
                crossings.add(crossing(kind, type, new Mapping(file, entry, kind.key(), CROSSING_KEYS, problems)));
            }
        } catch (BadDescription e) {
            problems.add(e.getMessage());
        }
    }

    private static Crossing crossing(Crossing.Kind kind, String type, Mapping entry) throws BadDescription {
        MethodPattern method = Notation.method(entry.required("method", "a method, such as acquire(int)"), entry.at("method"));
        String owner = entry.has("class") ? className(entry, entry.text("class")) : type;
        Path page = defaultPage(kind);
        if (entry.has("page")) {
            page = Notation.path(entry.text("page"), "page", entry.at("page"));
        }
        Amount size = entry.has("size") ? Notation.amount(entry.text("size"), "size", entry.at("size")) : null;
        Path pool = entry.has("pool") ? Notation.path(entry.text("pool"), "pool", entry.at("pool")) : null;
        if (page == null || entry.has("page") || size != null) {
            check(kind, page, size, entry);
        }
        if (pool != null && pool.root() == Path.Root.RETURN && kind != Crossing.Kind.HAND_OUT) {
            throw new BadDescription(entry.at("pool"), "'pool' cannot be '" + pool + "', which is not there before the "
                    + "method has run; allowed: this or arg0, arg1, …");
        }
        return new Crossing(entry.at(), kind, owner, method, page, size, pool, condition(page, entry));
    }

    private static Crossing.Condition condition(Path page, Mapping entry) throws BadDescription {
        if (entry.has("if") && entry.has("unless")) {
            throw new BadDescription(entry.at("unless"), "'if' and 'unless' are both there; allowed: one of them");
        }
        String key = entry.has("if") ? "if" : "unless";
        if (!entry.has(key)) {
            return null;
        }
        Path path = Notation.path(entry.text(key), key, entry.at(key));
        if (page == null || path.root() != page.root() || path.argument() != page.argument()) {
            throw new BadDescription(entry.at(key), "'" + key + "' cannot be '" + path + "'; allowed: "
                    + (page == null ? "only for a hand-out or a take-back" : "a way to a boolean that begins with "
                    + page.start() + ", where the memory is"));
        }
        return new Crossing.Condition(path, key.equals("if"));
    }

    private static void check(Crossing.Kind kind, Path page, Amount size, Mapping entry) throws BadDescription {
        boolean crosses = kind == Crossing.Kind.HAND_OUT || kind == Crossing.Kind.TAKE_BACK;
        if (!crosses && (entry.has("page") || size != null)) {
            throw new BadDescription(entry.at(entry.has("page") ? "page" : "size"), "a " + kind.key()
                    + " is about all of a pool; allowed: method, class, pool");
        }
        if (kind == Crossing.Kind.TAKE_BACK && (page.root() == Path.Root.RETURN
                || size != null && size.path() != null && size.path().root() == Path.Root.RETURN)) {
            throw new BadDescription(entry.at(page.root() == Path.Root.RETURN ? "page" : "size"), "a take-back is recorded "
                    + "before its method runs, when nothing has been returned; allowed: this or arg0, arg1, …");
        }
    }

    private static Path defaultPage(Crossing.Kind kind) {
        return switch (kind) {
            case HAND_OUT -> Path.of(Path.Root.RETURN);
            case TAKE_BACK -> Path.ofArgument(0);
            case RESET, CLOSE -> null;
        };
    }
}
