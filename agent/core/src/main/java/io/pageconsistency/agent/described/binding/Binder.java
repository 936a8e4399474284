package io.pageconsistency.agent.described.binding;

import java.util.ArrayList;
import java.util.List;

import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDefinition;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.pool.TypePool;

import io.pageconsistency.agent.described.model.Crossing;
import io.pageconsistency.agent.described.model.Location;
import io.pageconsistency.agent.described.model.MethodPattern;
import io.pageconsistency.agent.described.model.Path;
import io.pageconsistency.agent.described.model.PoolDescription;
import io.pageconsistency.agent.described.yaml.Nearest;

/**
 * Finds in class files everything that a description names.
 *
 * <p>All or nothing: a pool of which hand-outs are seen and take-backs are not would look broken.
 */
public final class Binder {
    private static final int SHOWN = 12;

    private final PoolDescription pool;
    private final TypePool types;

    private Binder(PoolDescription pool, TypePool types) {
        this.pool = pool;
        this.types = types;
    }

    /**
     * @param types the class files, as the pool's class loader finds them
     * @throws Mismatch when something is not there
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
        List<BoundCrossing> crossings = new ArrayList<>();
        for (Crossing crossing : pool.crossings()) {
            crossings.add(bind(crossing));
        }
        return new BoundPool(pool, pageSize, List.copyOf(crossings));
    }

    private TypeDescription type(String name, Location at) throws Mismatch {
        TypePool.Resolution resolution = types.describe(name);
        if (!resolution.isResolved()) {
            throw new Mismatch(at, "class " + name + " has no class file");
        }
        return resolution.resolve();
    }

    private BoundCrossing bind(Crossing crossing) throws Mismatch {
        TypeDescription type = type(crossing.type(), crossing.at());
        MethodDescription method = method(crossing, type);
        Route page = crossing.page() == null ? null : find(crossing.page(), type, method, crossing.at());
        if (page != null && Numbers.cannotBeIn(page.type())) {
            throw new Mismatch(crossing.at(), "'" + crossing.page() + "' is of type " + page.type()
                    + ", which is no memory; allowed: a buffer, a segment, an address, a page's number, or another object");
        }
        Route size = null;
        if (crossing.size() != null && crossing.size().path() != null) {
            size = find(crossing.size().path(), type, method, crossing.at());
            mustBeNumber(size, crossing.at(), "size");
        }
        return new BoundCrossing(crossing, method.getInternalName(), method.getDescriptor(), method.isStatic(), page, size,
                pool(crossing, type, method), condition(crossing, type, method));
    }

    private Route condition(Crossing crossing, TypeDescription type, MethodDescription method) throws Mismatch {
        if (crossing.condition() == null) {
            return null;
        }
        Path path = crossing.condition().path();
        Route route = find(path, type, method, crossing.at());
        if (route.members().isEmpty() || !route.type().equals("boolean") && !route.type().equals("java.lang.Boolean")) {
            throw new Mismatch(crossing.at(), "'" + (crossing.condition().wanted() ? "if" : "unless") + "' cannot be '" + path
                    + "', which is of type " + route.type() + "; allowed: a boolean field or method behind " + path.start());
        }
        return route;
    }

    private Route find(Path path, TypeDescription type, MethodDescription method, Location at) throws Mismatch {
        return RouteFinder.find(path, type, method, types, at);
    }

    private Route pool(Crossing crossing, TypeDescription type, MethodDescription method) throws Mismatch {
        if (pool.scope() == PoolDescription.Scope.STATIC) {
            return null;
        }
        if (crossing.pool() != null) {
            return find(crossing.pool(), type, method, crossing.at());
        }
        boolean byAddress = pool.scope() == PoolDescription.Scope.ADDRESS && crossing.kind() == Crossing.Kind.TAKE_BACK;
        if (byAddress || method.isStatic()) {
            return null;
        }
        return find(Path.of(Path.Root.THIS), type, method, crossing.at());
    }

    private static void mustBeNumber(Route route, Location at, String key) throws Mismatch {
        if (!Numbers.areIn(route.type())) {
            throw new Mismatch(at, "'" + key + "' cannot be '" + route.path() + "', which is of type " + route.type()
                    + "; allowed: a byte, short, int or long");
        }
    }

    private MethodDescription method(Crossing crossing, TypeDescription type) throws Mismatch {
        MethodPattern pattern = crossing.method();
        List<MethodDescription> found = matching(pattern, type);
        if (found.size() > 1) {
            throw new Mismatch(crossing.at(), type.getName() + " has several methods '" + pattern + "': " + signatures(found)
                    + "; allowed: one of them with its parameters, several as a list");
        }
        if (found.isEmpty()) {
            throw new Mismatch(crossing.at(), missing(pattern, type));
        }
        MethodDescription method = found.get(0);
        boolean inherited = pool.subtypes() && crossing.type().equals(pool.type());
        if (!inherited && (method.isAbstract() || method.isNative())) {
            throw new Mismatch(crossing.at(), type.getName() + "." + Types.signature(method) + " has no code to watch"
                    + (method.isAbstract() ? "; allowed: the class that implements it, or subtypes: true" : ""));
        }
        if (method.isConstructor() && crossing.kind() != Crossing.Kind.HAND_OUT) {
            throw new Mismatch(crossing.at(), "a constructor can only hand out");
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
