package io.pageconsistency.agent.allocators.described.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDefinition;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.pool.TypePool;

import io.pageconsistency.agent.allocators.described.model.Amount;
import io.pageconsistency.agent.allocators.described.model.Location;
import io.pageconsistency.agent.allocators.described.model.MethodPattern;
import io.pageconsistency.agent.allocators.described.model.Path;
import io.pageconsistency.agent.allocators.described.model.PoolDescription;
import io.pageconsistency.agent.allocators.described.model.Range;
import io.pageconsistency.agent.allocators.described.model.Transfer;
import io.pageconsistency.agent.allocators.described.yaml.Nearest;

/**
 * Finds everything that a description names in the class files.
 *
 * <p>A description is accepted or refused as a whole. If hand-outs were seen and take-backs were not, a healthy pool would look
 * broken.
 */
public final class Binder {
    private static final int SHOWN = 12;
    /**
     * A number without a unit is refused if it would mean this many pages or more, or fewer bytes than {@link #FEW_BYTES}:
     * it was probably meant in the other unit.
     */
    private static final long MANY_PAGES = 512;
    private static final long FEW_BYTES = 16;

    private final PoolDescription pool;
    private final TypePool types;

    private Binder(PoolDescription pool, TypePool types) {
        this.pool = pool;
        this.types = types;
    }

    /**
     * @param types the class files that the pool's class loader finds
     * @throws Mismatch if something that the description names is missing or of the wrong type
     */
    public static BoundPool bind(PoolDescription pool, TypePool types) throws Mismatch {
        return new Binder(pool, types).bind();
    }

    private BoundPool bind() throws Mismatch {
        Route pageSize = null;
        if (pool.pageSize() != null && pool.pageSize().path() != null) {
            pageSize = find(pool.pageSize().path(), type(pool.type(), pool.at()), null, pool.at());
            mustBeNumber(pageSize, pool.at(), "page-size");
        }
        List<BoundTransfer> transfers = new ArrayList<>();
        for (Transfer transfer : pool.transfers()) {
            BoundTransfer bound = bind(transfer);
            mustBeNew(bound, transfers);
            transfers.add(bound);
        }
        if (pool.guard() == PoolDescription.Guard.FALSE && transfers.stream().noneMatch(
                transfer -> transfer.transfer().kind() == Transfer.Kind.TAKE_BACK && transfer.answers())) {
            throw new Mismatch(pool.at(), "'guard' cannot be 'false' where no take-back returns a boolean; allowed: none, throws");
        }
        List<BoundPool.FreeList> freeLists = freeLists(transfers);
        return new BoundPool(pool, pageSize, List.copyOf(transfers), freeLists);
    }

    /**
     * Refuses a second transfer for the same method and memory. It would record each take-back twice, the second one as a double
     * free.
     */
    private static void mustBeNew(BoundTransfer bound, List<BoundTransfer> others) throws Mismatch {
        for (BoundTransfer other : others) {
            Transfer one = other.transfer();
            Transfer two = bound.transfer();
            if (one.kind() == two.kind() && one.type().equals(two.type()) && other.method().equals(bound.method())
                    && other.descriptor().equals(bound.descriptor()) && Objects.equals(one.page(), two.page())
                    && Objects.equals(one.range(), two.range()) && Objects.equals(one.condition(), two.condition())) {
                throw new Mismatch(two.at(), "the " + two.kind().key() + " '" + two.method() + "' repeats line " + one.at().line()
                        + "; allowed: each method once for the same memory");
            }
        }
    }

    /** Adds two transfers for each list: one for removed elements, and one for added elements. */
    private List<BoundPool.FreeList> freeLists(List<BoundTransfer> transfers) throws Mismatch {
        List<BoundPool.FreeList> lists = new ArrayList<>();
        for (PoolDescription.FreeList list : pool.freeLists()) {
            TypeDescription type = type(pool.type(), list.at());
            Route route = find(list.path(), type, null, list.at());
            if (!type(route.type(), list.at()).isAssignableTo(java.util.Collection.class)) {
                throw new Mismatch(list.at(), "'" + list.path() + "' is of type " + route.type() + "; allowed: a queue, a deque, a stack or "
                        + "another collection");
            }
            lists.add(new BoundPool.FreeList(transfers.size(), Types.field(type, list.path().steps().get(0).name()).isStatic()));
            for (Transfer.Kind kind : List.of(Transfer.Kind.HAND_OUT, Transfer.Kind.TAKE_BACK)) {
                transfers.add(BoundPool.FreeList.transfer(kind, list, pool.type(), route,
                        pool.scope() == PoolDescription.Scope.STATIC ? null : find(Path.of(Path.Root.THIS), type, null, list.at())));
            }
        }
        return List.copyOf(lists);
    }

    private TypeDescription type(String name, Location at) throws Mismatch {
        TypePool.Resolution resolution = types.describe(name);
        if (!resolution.isResolved()) {
            throw new Mismatch(at, "the class file of " + name + " was not found; allowed: a class that the pool's class loader can find");
        }
        return resolution.resolve();
    }

    private BoundTransfer bind(Transfer transfer) throws Mismatch {
        TypeDescription type = type(transfer.type(), transfer.at());
        MethodDescription method = method(transfer, type);
        Route page = transfer.page() == null ? null : find(transfer.page(), type, method, transfer.at());
        if (page != null && Numbers.cannotBeIn(page.type())) {
            throw new Mismatch(transfer.at(), "'" + transfer.page() + "' is of type " + page.type()
                    + ", which is no memory; allowed: a buffer, a segment, an address, a page's number, or another object");
        }
        Route size = null;
        if (transfer.size() != null && transfer.size().path() != null) {
            size = find(transfer.size().path(), type, method, transfer.at());
            mustBeNumber(size, transfer.at(), "size");
        }
        checkUnit(transfer, page);
        if (transfer.kind() == Transfer.Kind.RECYCLER && !method.getReturnType().represents(void.class)) {
            throw new Mismatch(transfer.at(), "the recycler '" + transfer.method() + "' returns " + Types.shortName(
                    method.getReturnType().asErasure()) + "; allowed: a void method, because the agent skips the call for some objects");
        }
        return new BoundTransfer(transfer, method.getInternalName(), method.getDescriptor(), method.isStatic(), page, size,
                pool(transfer, type, method), range(transfer, type, method), holder(transfer, type, method),
                condition(transfer, type, method));
    }

    /**
     * Refuses a size whose unit does not suit the pool, or is probably not the intended one. With a wrong unit nothing in the
     * record would fit.
     */
    private void checkUnit(Transfer transfer, Route page) throws Mismatch {
        Amount size = transfer.size();
        if (size == null) {
            return;
        }
        Amount pageSize = pool.pageSize();
        boolean numbered = pool.numbersPages(page != null && page.isLong());
        if (size.unit() == Amount.Unit.PAGES && pageSize == null && !numbered) {
            throw new Mismatch(transfer.at(), "'size' cannot be '" + size + "' without a page-size; allowed: bytes, such as 4096 B, or a "
                    + "page-size for the pool");
        }
        if (size.unit() == Amount.Unit.BYTES && pageSize == null && numbered) {
            throw new Mismatch(transfer.at(), "'size' cannot be '" + size + "' where pages are numbered and there is no page-size; allowed: "
                    + "pages, such as 1 page, or a page-size for the pool");
        }
        if (size.path() != null || size.unit() != Amount.Unit.UNSAID) {
            return;
        }
        long most = pageSize == null || pageSize.path() != null ? MANY_PAGES : Math.min(MANY_PAGES, pageSize.constant());
        if (numbered && size.constant() > 1 && size.constant() >= most) {
            throw new Mismatch(transfer.at(), "'size' " + size + " has no unit and would mean " + size + " pages, because this pool "
                    + "numbers its pages; allowed: '" + size + " B' or '" + size + " pages'");
        }
        if (!numbered && pageSize != null && size.constant() < FEW_BYTES) {
            throw new Mismatch(transfer.at(), "'size' " + size + " has no unit and would mean " + size
                    + (size.constant() == 1 ? " byte" : " bytes") + "; allowed: '" + size + " B' or '" + size
                    + (size.constant() == 1 ? " page'" : " pages'"));
        }
    }

    private BoundRange range(Transfer transfer, TypeDescription type, MethodDescription method) throws Mismatch {
        Range range = transfer.range();
        if (range == null) {
            return null;
        }
        return new BoundRange(range, bound(range.from(), transfer, type, method), bound(range.end(), transfer, type, method));
    }

    private Route bound(Range.Bound bound, Transfer transfer, TypeDescription type, MethodDescription method) throws Mismatch {
        if (bound.path() == null) {
            return null;
        }
        Route route = find(bound.path(), type, method, transfer.at());
        mustBeNumber(route, transfer.at(), "range");
        return route;
    }

    private Route holder(Transfer transfer, TypeDescription type, MethodDescription method) throws Mismatch {
        if (transfer.holder() == null) {
            return null;
        }
        Route route = find(transfer.holder(), type, method, transfer.at());
        if (Numbers.areIn(route.type()) || Numbers.cannotBeIn(route.type()) || route.isBoolean()
                || transfer.holder().steps().stream().anyMatch(step -> step.kind() == Path.Kind.EACH)) {
            throw new Mismatch(transfer.at(), "'holder' cannot be '" + transfer.holder() + "', which is of type " + route.type()
                    + "; allowed: one object, which is told from others by its identity, such as a stream, a lease or a channel");
        }
        return route;
    }

    private BoundCondition condition(Transfer transfer, TypeDescription type, MethodDescription method) throws Mismatch {
        return transfer.condition() == null ? null
                : new ConditionBinder(transfer, types, path -> find(path, type, method, transfer.at())).bind();
    }

    private Route find(Path path, TypeDescription type, MethodDescription method, Location at) throws Mismatch {
        return RouteFinder.find(path, type, method, types, at);
    }

    private Route pool(Transfer transfer, TypeDescription type, MethodDescription method) throws Mismatch {
        if (pool.scope() == PoolDescription.Scope.STATIC) {
            return null;
        }
        if (transfer.pool() != null) {
            return find(transfer.pool(), type, method, transfer.at());
        }
        boolean byAddress = pool.scope() == PoolDescription.Scope.ADDRESS && transfer.kind() == Transfer.Kind.TAKE_BACK;
        if (byAddress || method.isStatic()) {
            return null;
        }
        return find(Path.of(Path.Root.THIS), type, method, transfer.at());
    }

    private static void mustBeNumber(Route route, Location at, String key) throws Mismatch {
        if (!Numbers.areIn(route.type())) {
            throw new Mismatch(at, "'" + key + "' cannot be '" + route.path() + "', which is of type " + route.type()
                    + "; allowed: a byte, short, int or long");
        }
    }

    private MethodDescription method(Transfer transfer, TypeDescription type) throws Mismatch {
        MethodPattern pattern = transfer.method();
        List<MethodDescription> found = matching(pattern, type);
        if (found.size() > 1) {
            throw new Mismatch(transfer.at(), type.getName() + " has several methods '" + pattern + "': " + signatures(found)
                    + "; allowed: one of them with its parameters, several as a list");
        }
        if (found.isEmpty()) {
            throw new Mismatch(transfer.at(), missing(pattern, type));
        }
        MethodDescription method = found.get(0);
        boolean inherited = pool.subtypes() && transfer.type().equals(pool.type());
        if (!inherited && (method.isAbstract() || method.isNative())) {
            throw new Mismatch(transfer.at(), type.getName() + "." + Types.signature(method) + (method.isNative()
                    ? " is native and cannot be hooked; allowed: a Java method that calls it"
                    : " has no code to hook; allowed: the same method of a class that implements it, or subtypes: true"));
        }
        if (method.isConstructor() && transfer.kind() != Transfer.Kind.HAND_OUT) {
            throw new Mismatch(transfer.at(), "a constructor can only hand out");
        }
        return method;
    }

    private static List<MethodDescription> matching(MethodPattern pattern, TypeDefinition type) {
        List<MethodDescription> found = new ArrayList<>();
        for (MethodDescription method : type.getDeclaredMethods()) {
            if (!method.isBridge() && named(method, pattern) && takes(method, pattern)
                    && (pattern.returnType() == null
                    || Types.means(pattern.returnType(), method.getReturnType()))) {
                found.add(method);
            }
        }
        return found;
    }

    private static boolean named(MethodDescription method, MethodPattern pattern) {
        return pattern.isConstructor() ? method.isConstructor() : method.isMethod() && method.getName().equals(pattern.name());
    }

    private static boolean takes(MethodDescription method, MethodPattern pattern) {
        if (pattern.parameters() == null) {
            return true;
        }
        List<TypeDescription.Generic> types = new ArrayList<>(method.getParameters().asTypeList());
        if (types.size() != pattern.parameters().size()) {
            return false;
        }
        for (int i = 0; i < types.size(); i++) {
            if (!Types.means(pattern.parameters().get(i), types.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static String missing(MethodPattern pattern, TypeDescription type) {
        String message = type.getName() + " has no method '" + pattern + "'";
        for (TypeDefinition each : Types.lineage(type)) {
            List<MethodDescription> found = each.asErasure().equals(type) ? List.of() : matching(pattern, each.asErasure());
            if (!found.isEmpty()) {
                return message + " of its own, it comes from " + each.asErasure().getName()
                        + "; allowed: to name that with 'class:' beside the method";
            }
        }
        List<MethodDescription> all = type.getDeclaredMethods().stream()
                .filter(method -> !method.isBridge() && !method.isTypeInitializer()).map(method -> (MethodDescription) method).toList();
        List<MethodDescription> same = all.stream().filter(method -> named(method, pattern)).toList();
        if (!same.isEmpty() && pattern.returnType() != null) {
            List<MethodDescription> other = same.stream().filter(method -> takes(method, pattern)).toList();
            return other.size() == 1 ? message + ": it returns " + Types.shortName(other.get(0).getReturnType().asErasure())
                    : message + "; there are: " + String.join(", ", same.stream().limit(SHOWN).map(Types::signatureAndResult).toList());
        }
        if (!same.isEmpty()) {
            return message + "; there are: " + signatures(same);
        }
        return message + "; nearest: " + Nearest.to(pattern.parameters() == null ? pattern.name() + "()"
                : pattern.name() + "(" + String.join(", ", pattern.parameters()) + ")", all.stream().map(Types::signature).toList());
    }

    private static String signatures(List<MethodDescription> methods) {
        return String.join(", ", methods.stream().limit(SHOWN).map(Types::signature).toList())
                + (methods.size() > SHOWN ? ", …" : "");
    }
}
