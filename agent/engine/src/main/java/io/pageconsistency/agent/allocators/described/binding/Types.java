package io.pageconsistency.agent.allocators.described.binding;

import java.util.ArrayList;
import java.util.List;

import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDefinition;
import net.bytebuddy.description.type.TypeDescription;

import io.pageconsistency.agent.allocators.described.model.MethodPattern;

/** Looks up members of types in their class files, including inherited members. */
final class Types {
    private Types() {
    }

    /** The type and all of its supertypes, the nearest first. */
    static List<TypeDefinition> lineage(TypeDefinition type) {
        List<TypeDefinition> all = new ArrayList<>();
        for (TypeDefinition each = type; each != null; each = each.getSuperClass()) {
            all.add(each);
        }
        for (int i = 0; i < all.size(); i++) {
            for (TypeDescription.Generic each : all.get(i).getInterfaces()) {
                if (all.stream().noneMatch(known -> known.asErasure().equals(each.asErasure()))) {
                    all.add(each);
                }
            }
        }
        return all;
    }

    /**
     * The field of this name, which may be a constant of an interface.
     *
     * @return null if there is none
     */
    static FieldDescription field(TypeDefinition type, String name) {
        for (TypeDefinition each : lineage(type)) {
            for (FieldDescription field : each.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    return field;
                }
            }
        }
        return null;
    }

    /** A method without parameters that returns a value; null if there is none. */
    static MethodDescription getter(TypeDefinition type, String name) {
        for (TypeDefinition each : lineage(type)) {
            for (MethodDescription method : each.getDeclaredMethods()) {
                if (method.getName().equals(name) && isGetter(method)) {
                    return method;
                }
            }
        }
        return null;
    }

    static boolean isGetter(MethodDescription method) {
        return method.isMethod() && method.getParameters().isEmpty() && !method.isStatic() && !method.isBridge()
                && !method.getReturnType().represents(void.class);
    }

    /** The possible next steps of a path: the fields, and the methods with their parentheses. */
    static List<String> steps(TypeDefinition type) {
        List<String> names = new ArrayList<>();
        for (TypeDefinition each : lineage(type)) {
            each.getDeclaredFields().forEach(field -> names.add(field.getName()));
            each.getDeclaredMethods().stream().filter(Types::isGetter).forEach(method -> names.add(method.getName() + "()"));
        }
        return names;
    }

    /** The element type of an array, or of a type with one type argument; null if it is not known. */
    static TypeDefinition element(TypeDefinition type) {
        if (type.isArray()) {
            return type.getComponentType();
        }
        if (type instanceof TypeDescription.Generic generic && generic.getSort().isParameterized()
                && generic.getTypeArguments().size() == 1) {
            TypeDescription.Generic argument = generic.getTypeArguments().get(0);
            return argument.getSort().isWildcard() ? argument.getUpperBounds().get(0) : argument;
        }
        return null;
    }

    /**
     * Whether a name in a description stands for a type. The name is that of the class, or of a type parameter as in the source.
     */
    static boolean means(String pattern, TypeDescription.Generic type) {
        return MethodPattern.means(pattern, type.asErasure().getActualName())
                || (type.getSort().isTypeVariable() || type.getSort().isGenericArray()) && pattern.equals(type.getTypeName());
    }

    /** The name and the parameters' types without type arguments, as in a description. */
    static String signature(MethodDescription method) {
        List<String> parameters = method.getParameters().asTypeList().asErasures().stream().map(Types::shortName).toList();
        return (method.isConstructor() ? "<init>" : method.getName()) + "(" + String.join(", ", parameters) + ")";
    }

    /** The return type and the {@link #signature}. */
    static String signatureAndResult(MethodDescription method) {
        return (method.isConstructor() ? "" : shortName(method.getReturnType().asErasure()) + " ") + signature(method);
    }

    /** The name without the package and the outer classes. */
    static String shortName(TypeDescription type) {
        String name = type.getActualName();
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    }
}
