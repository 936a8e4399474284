package io.pageconsistency.agent.allocators.described.weaving;

import java.util.ArrayList;
import java.util.List;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.method.ParameterDescription;
import net.bytebuddy.description.type.TypeDefinition;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.implementation.bytecode.assign.primitive.PrimitiveBoxingDelegate;
import net.bytebuddy.implementation.bytecode.assign.primitive.PrimitiveWideningDelegate;
import net.bytebuddy.implementation.bytecode.collection.ArrayFactory;
import net.bytebuddy.implementation.bytecode.constant.IntegerConstant;
import net.bytebuddy.implementation.bytecode.constant.LongConstant;
import net.bytebuddy.implementation.bytecode.constant.NullConstant;
import net.bytebuddy.implementation.bytecode.member.MethodVariableAccess;

import io.pageconsistency.agent.allocators.described.binding.BoundTransfer;
import io.pageconsistency.agent.allocators.described.binding.Route;
import io.pageconsistency.agent.allocators.described.model.Path;

/** Replaces a parameter marked with {@link From} by code that loads the root of a route. */
final class FromMapping implements Advice.OffsetMapping {
    /** Null if there is no such route. */
    private final Route route;
    private final boolean wantsNumber;
    private final boolean onEntry;

    private FromMapping(Route route, boolean wantsNumber, boolean onEntry) {
        this.route = route;
        this.wantsNumber = wantsNumber;
        this.onEntry = onEntry;
    }

    @Override
    public Target resolve(TypeDescription type, MethodDescription method, Assigner assigner,
            Advice.ArgumentHandler arguments, Sort sort) {
        if (route == null || route.isNumber() != wantsNumber || route.path().root() == Path.Root.RETURN && onEntry) {
            return new Target.ForStackManipulation(wantsNumber ? LongConstant.ZERO : NullConstant.INSTANCE);
        }
        return new Target.ForStackManipulation(wantsNumber ? number(route, method, arguments) : load(route, method, arguments));
    }

    private static TypeDefinition from(Route route, MethodDescription method) {
        return switch (route.path().root()) {
            case THIS -> TypeDescription.ForLoadedType.of(Object.class);
            case RETURN -> method.getReturnType();
            case ARGUMENT -> method.getParameters().get(route.path().argument()).getType();
        };
    }

    private static StackManipulation load(Route route, MethodDescription method, Advice.ArgumentHandler arguments) {
        return switch (route.path().root()) {
            case THIS -> MethodVariableAccess.loadThis();
            case RETURN -> MethodVariableAccess.of(method.getReturnType()).loadFrom(arguments.returned());
            case ARGUMENT -> {
                ParameterDescription parameter = method.getParameters().get(route.path().argument());
                yield MethodVariableAccess.of(parameter.getType()).loadFrom(arguments.argument(parameter.getOffset()));
            }
        };
    }

    private static StackManipulation number(Route route, MethodDescription method, Advice.ArgumentHandler arguments) {
        return new StackManipulation.Compound(load(route, method, arguments), PrimitiveWideningDelegate.forPrimitive(from(route, method))
                .widenTo(TypeDescription.ForLoadedType.of(long.class)));
    }

    /** Loads an array with the roots of several routes. */
    private record Rare(List<Route> routes, boolean onEntry) implements Advice.OffsetMapping {
        @Override
        public Target resolve(TypeDescription type, MethodDescription method, Assigner assigner,
                Advice.ArgumentHandler arguments, Sort sort) {
            List<StackManipulation> roots = new ArrayList<>();
            for (Route route : routes) {
                if (route == null || route.path().root() == Path.Root.RETURN && onEntry) {
                    roots.add(NullConstant.INSTANCE);
                } else {
                    TypeDefinition from = from(route, method);
                    roots.add(from.isPrimitive() ? new StackManipulation.Compound(load(route, method, arguments),
                            PrimitiveBoxingDelegate.forPrimitive(from).assignBoxedTo(TypeDescription.ForLoadedType.of(Object.class)
                                    .asGenericType(), assigner, Assigner.Typing.STATIC)) : load(route, method, arguments));
                }
            }
            return new Target.ForStackManipulation(ArrayFactory.forType(TypeDescription.ForLoadedType.of(Object.class).asGenericType())
                    .withValues(roots));
        }
    }

    /** Makes the mappings for one transfer. */
    record Factory(int number, BoundTransfer transfer, boolean answers) implements Advice.OffsetMapping.Factory<From> {
        @Override
        public Class<From> getAnnotationType() {
            return From.class;
        }

        @Override
        public Advice.OffsetMapping make(ParameterDescription.InDefinedShape target,
                AnnotationDescription.Loadable<From> annotation, AdviceType adviceType) {
            boolean onEntry = target.getDeclaringMethod().getDeclaredAnnotations().isAnnotationPresent(Advice.OnMethodEnter.class);
            boolean number = target.getType().represents(long.class);
            // Reads the single value, because an instance of the annotation would need a proxy class.
            return switch (annotation.getValue("value").resolve(String.class)) {
                case From.CROSSING -> constant(IntegerConstant.forValue(number()));
                case From.POOL -> new FromMapping(transfer.pool(), number, onEntry);
                case From.PAGE -> new FromMapping(transfer.page(), number, onEntry);
                case From.SIZE -> new FromMapping(transfer.size(), number, onEntry);
                case From.RARE -> transfer.hasRareRoots() ? new Rare(transfer.rare(), onEntry) : constant(NullConstant.INSTANCE);
                default -> answers ? (type, method, assigner, arguments, sort) -> new Target.ForStackManipulation(
                        MethodVariableAccess.INTEGER.loadFrom(arguments.returned())) : constant(IntegerConstant.ONE);
            };
        }

        private static Advice.OffsetMapping constant(StackManipulation value) {
            return (type, method, assigner, arguments, sort) -> new Target.ForStackManipulation(value);
        }
    }
}
