package io.pageconsistency.agent.allocators.described.binding;

import java.util.ArrayList;
import java.util.List;

import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDefinition;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.pool.TypePool;

import io.pageconsistency.agent.allocators.described.model.Location;
import io.pageconsistency.agent.allocators.described.model.Path;
import io.pageconsistency.agent.allocators.described.yaml.Nearest;

/** Follows a path through the static types, beginning at a method or at the pool's class. */
final class RouteFinder {
    private RouteFinder() {
    }

    /**
     * @param method the method whose arguments and result can be the root; null if only {@code this} can be the root
     * @param types finds the types that the path itself names
     */
    static Route find(Path path, TypeDescription type, MethodDescription method, TypePool types, Location at) throws Mismatch {
        TypeDefinition root = root(path, type, method, at);
        TypeDefinition current = root;
        List<Member> members = new ArrayList<>();
        for (Path.Step step : path.steps()) {
            if (current.isPrimitive()) {
                throw new Mismatch(at, "'" + path + "' has a step after a value of type " + current.getTypeName()
                        + "; allowed: a path that ends there");
            }
            if (step.kind() == Path.Kind.EACH) {
                TypeDefinition element = Types.element(current);
                if (element == null) {
                    throw new Mismatch(at, "'" + path + "': the element type of " + current.getTypeName() + " is unknown; allowed "
                            + "before []: an array, or a collection, an optional or a future with a type argument");
                }
                members.add(new Member(Path.Kind.EACH, null, "", element.asErasure().getName()));
                current = element;
            } else if (step.kind() == Path.Kind.AS) {
                current = as(path, step.name(), current, types, at);
                members.add(new Member(Path.Kind.AS, null, "", step.name()));
            } else {
                Member member = member(path, step, current, at);
                members.add(member);
                current = result(step, current, member);
            }
        }
        return new Route(path, root.asErasure().getName(), List.copyOf(members), current.asErasure().getName());
    }

    private static TypeDescription as(Path path, String name, TypeDefinition declared, TypePool types, Location at) throws Mismatch {
        TypePool.Resolution resolution = types.describe(name);
        if (!resolution.isResolved()) {
            throw new Mismatch(at, "'" + path + "': the class file of " + name + " was not found; allowed: a class that the pool's class "
                    + "loader can find, with its package, and with a $ before the name of a nested class");
        }
        TypeDescription type = resolution.resolve();
        if (!type.isInterface() && !declared.asErasure().isInterface() && !type.isAssignableTo(declared.asErasure())) {
            throw new Mismatch(at, "'" + path + "': " + declared.asErasure().getName() + " can never be a " + name);
        }
        return type;
    }

    private static TypeDefinition root(Path path, TypeDescription type, MethodDescription method, Location at) throws Mismatch {
        switch (path.root()) {
            case THIS:
                if (method != null && method.isStatic()) {
                    throw new Mismatch(at, "'" + path + "': " + Types.signature(method) + " is static and has no this");
                }
                return type;
            case ARGUMENT:
                if (path.argument() >= method.getParameters().size()) {
                    throw new Mismatch(at, "'" + path + "': " + Types.signature(method) + " has "
                            + method.getParameters().size() + " parameters, and arg0 is the first");
                }
                return method.getParameters().get(path.argument()).getType();
            default:
                if (method.getReturnType().represents(void.class)) {
                    throw new Mismatch(at, "'" + path + "': " + Types.signature(method) + " returns nothing");
                }
                return method.getReturnType();
        }
    }

    private static Member member(Path path, Path.Step step, TypeDefinition type, Location at) throws Mismatch {
        FieldDescription field = step.kind() == Path.Kind.FIELD ? Types.field(type, step.name()) : null;
        if (field != null) {
            return new Member(Path.Kind.FIELD, field.getDeclaringType().asErasure().getName(), field.getName(),
                    field.getType().asErasure().getName());
        }
        MethodDescription method = step.kind() == Path.Kind.METHOD ? Types.getter(type, step.name()) : null;
        if (method != null) {
            return new Member(Path.Kind.METHOD, method.getDeclaringType().asErasure().getName(), method.getName(),
                    method.asDefined().getReturnType().asErasure().getName());
        }
        if (step.kind() == Path.Kind.FIELD && Types.getter(type, step.name()) != null) {
            throw new Mismatch(at, "'" + path + "': " + type.asErasure().getName() + " has no field " + step.name()
                    + ", but a method; allowed: " + step.name() + "()");
        }
        List<String> names = Types.steps(type);
        String wanted = step.kind() == Path.Kind.METHOD ? step.name() + "()" : step.name();
        throw new Mismatch(at, "'" + path + "': " + type.asErasure().getName() + " has no " + wanted + "; nearest: "
                + (names.isEmpty() ? "none" : Nearest.to(wanted, names)));
    }

    /** The static type after a step. A type variable that is not bound becomes its erasure. */
    private static TypeDefinition result(Path.Step step, TypeDefinition type, Member member) {
        TypeDescription.Generic result = member.kind() == Path.Kind.FIELD
                ? Types.field(type, step.name()).getType() : Types.getter(type, step.name()).getReturnType();
        return result.getSort().isTypeVariable() ? result.asErasure() : result;
    }
}
