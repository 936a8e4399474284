package io.pageconsistency.agent.allocators.described.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

import io.pageconsistency.agent.allocators.described.model.Amount;
import io.pageconsistency.agent.allocators.described.model.Condition;
import io.pageconsistency.agent.allocators.described.model.Location;
import io.pageconsistency.agent.allocators.described.model.MethodPattern;
import io.pageconsistency.agent.allocators.described.model.Path;
import io.pageconsistency.agent.allocators.described.model.PoolDescription;
import io.pageconsistency.agent.allocators.described.model.PoolDescription.Arrays;
import io.pageconsistency.agent.allocators.described.model.PoolDescription.Foreign;
import io.pageconsistency.agent.allocators.described.model.PoolDescription.FreeList;
import io.pageconsistency.agent.allocators.described.model.PoolDescription.FreeMemory;
import io.pageconsistency.agent.allocators.described.model.PoolDescription.Guard;
import io.pageconsistency.agent.allocators.described.model.PoolDescription.Numbers;
import io.pageconsistency.agent.allocators.described.model.PoolDescription.Scope;
import io.pageconsistency.agent.allocators.described.model.Range;
import io.pageconsistency.agent.allocators.described.model.Transfer;
import io.pageconsistency.pools.PoolKind.Handles;

/** Reads one pool of a file. */
final class PoolReader {
    static final List<String> KEYS = List.of("name", "class", "subtypes", "scope", "handle", "numbers", "arrays", "guard",
            "foreign", "free-memory", "page-size", "hand-out", "take-back", "reset", "close", "recycler", "free-list");
    static final List<String> CROSSING_KEYS =
            List.of("method", "class", "page", "range", "size", "holder", "pool", "if", "unless");

    private static final String CLASS_NAME = "[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*";

    private final String file;
    private final List<String> problems;

    PoolReader(String file, List<String> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** @return null if anything is wrong; a problem was added for it */
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
        FreeMemory freeMemory = or(null, () -> pool.oneOf("free-memory", FreeMemory.class, FreeMemory.USED, List.of(FreeMemory.values())));
        Amount pageSize = or(null, () -> pageSize(pool));
        List<Transfer> transfers = new ArrayList<>();
        for (Transfer.Kind kind : Transfer.Kind.values()) {
            for (Node entry : pool.list(kind.key())) {
                addTransfer(transfers, kind, type, entry);
            }
        }
        List<FreeList> freeLists = freeLists(pool);
        for (Transfer.Kind kind : List.of(Transfer.Kind.HAND_OUT, Transfer.Kind.TAKE_BACK)) {
            if (pool.list(kind.key()).isEmpty() && !pool.has("free-list")) {
                throw new BadDescription(pool.at(), "'" + kind.key() + "' is missing; allowed: one or more methods, such as "
                        + (kind == Transfer.Kind.HAND_OUT ? "acquire(int)" : "release(ByteBuffer)"));
            }
        }
        if (transfers.stream().anyMatch(transfer -> transfer.holder() != null)) {
            handles = Handles.HOLDER;
        }
        return new PoolDescription(pool.at(), name, type, subtypes == YesOrNo.TRUE, scope, handles, numbers, arrays, guard, foreign, freeMemory, pageSize,
                freeLists, List.copyOf(transfers));
    }

    private List<FreeList> freeLists(Mapping pool) throws BadDescription {
        List<FreeList> lists = new ArrayList<>();
        for (Node entry : pool.list("free-list")) {
            Location at = Mapping.location(file, entry);
            String text = entry instanceof ScalarNode scalar ? scalar.getValue() : "";
            Path path = Notation.path(text, "free-list", at);
            if (path.root() != Path.Root.THIS || path.steps().size() != 1 || path.steps().get(0).kind() != Path.Kind.FIELD) {
                throw new BadDescription(at, "'free-list' cannot be '" + text + "'; allowed: a field of the pool's class, such as this.free");
            }
            lists.add(new FreeList(at, path));
        }
        return List.copyOf(lists);
    }

    private enum YesOrNo {
        FALSE, TRUE
    }

    @FunctionalInterface
    private interface Part<T> {
        T read() throws BadDescription;
    }

    /** Adds a problem if one part is wrong, so that the other parts are still checked. */
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
        String dangerous = Dangerous.reason(name);
        if (dangerous != null) {
            throw new BadDescription(mapping.at("class"), "'class' cannot be '" + name + "', " + dangerous);
        }
        return name;
    }

    private static Amount pageSize(Mapping pool) throws BadDescription {
        String text = pool.text("page-size");
        if (text == null) {
            return null;
        }
        Amount size = Notation.amount(text, "page-size", pool.at("page-size"));
        if (size.path() != null && size.path().root() != Path.Root.THIS || size.unit() == Amount.Unit.PAGES) {
            throw new BadDescription(pool.at("page-size"), "'page-size' cannot be '" + text
                    + "'; allowed: a number of bytes, or what the pool itself says, such as this.pageSize");
        }
        return size;
    }

    private void addTransfer(List<Transfer> transfers, Transfer.Kind kind, String type, Node entry) {
        try {
            Location at = Mapping.location(file, entry);
            if (entry instanceof ScalarNode scalar) {
                transfers.add(Transfer.plain(at, kind, type, Notation.method(scalar.getValue(), at), defaultPage(kind)));
            } else {
                transfers.add(transfer(kind, type, new Mapping(file, entry, kind.key(), CROSSING_KEYS, problems)));
            }
        } catch (BadDescription e) {
            problems.add(e.getMessage());
        }
    }

    private static Transfer transfer(Transfer.Kind kind, String type, Mapping entry) throws BadDescription {
        MethodPattern method = Notation.method(entry.required("method", "a method, such as acquire(int)"), entry.at("method"));
        String owner = entry.has("class") ? className(entry, entry.text("class")) : type;
        Path page = defaultPage(kind);
        if (entry.has("page")) {
            page = Notation.path(entry.text("page"), "page", entry.at("page"));
        }
        Range range = entry.has("range") ? Notation.range(entry.text("range"), entry.at("range")) : null;
        Amount size = entry.has("size") ? Notation.amount(entry.text("size"), "size", entry.at("size")) : null;
        Path holder = entry.has("holder") ? Notation.path(entry.text("holder"), "holder", entry.at("holder")) : null;
        if (kind == Transfer.Kind.RECYCLER && entry.has("pool")) {
            throw new BadDescription(entry.at("pool"), "a recycler has no 'pool'; allowed: method, class");
        }
        Path pool = entry.has("pool") ? Notation.path(entry.text("pool"), "pool", entry.at("pool")) : null;
        Condition condition = condition(entry);
        checkKeys(kind, entry);
        Transfer transfer = new Transfer(entry.at(), kind, owner, method, page, range, size, holder, pool, condition);
        if (kind != Transfer.Kind.HAND_OUT) {
            for (Map.Entry<String, Path> each : transfer.paths()) {
                if (each.getValue().root() == Path.Root.RETURN) {
                    throw new BadDescription(entry.at(each.getKey()), "'" + each.getKey() + "' cannot be '" + each.getValue()
                            + "': a " + kind.key() + " is checked before the method runs; allowed: this or arg0, arg1, …");
                }
            }
        }
        return transfer;
    }

    private static Condition condition(Mapping entry) throws BadDescription {
        if (entry.has("if") && entry.has("unless")) {
            throw new BadDescription(entry.at("unless"), "a method cannot have both 'if' and 'unless'; allowed: one of them");
        }
        String key = entry.has("if") ? "if" : "unless";
        return entry.has(key) ? Notation.condition(entry.text(key), key.equals("if"), entry.at(key)) : null;
    }

    /** A method that does not transfer single pieces cannot have the keys that describe a piece. */
    private static void checkKeys(Transfer.Kind kind, Mapping entry) throws BadDescription {
        if (!kind.isOfPieces()) {
            for (String key : List.of("page", "range", "size", "holder", "if", "unless")) {
                if (entry.has(key)) {
                    throw new BadDescription(entry.at(key), "a " + kind.key() + " has no '" + key + "'; allowed: "
                            + (kind == Transfer.Kind.RECYCLER ? "method, class" : "method, class, pool"));
                }
            }
        }
    }

    private static Path defaultPage(Transfer.Kind kind) {
        return switch (kind) {
            case HAND_OUT -> Path.of(Path.Root.RETURN);
            case TAKE_BACK -> Path.ofArgument(0);
            case RESET, CLOSE, RECYCLER -> null;
        };
    }
}
