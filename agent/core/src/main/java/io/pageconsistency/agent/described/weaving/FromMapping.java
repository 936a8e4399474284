package io.pageconsistency.agent.described.weaving;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.method.ParameterDescription;
import net.bytebuddy.description.type.TypeDefinition;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.implementation.bytecode.assign.primitive.PrimitiveWideningDelegate;
import net.bytebuddy.implementation.bytecode.constant.IntegerConstant;
import net.bytebuddy.implementation.bytecode.constant.LongConstant;
import net.bytebuddy.implementation.bytecode.constant.NullConstant;
import net.bytebuddy.implementation.bytecode.member.MethodVariableAccess;

import io.pageconsistency.agent.described.binding.Route;
import io.pageconsistency.agent.described.model.Path;

/** Turns a parameter marked {@link From} into reading where a route begins. */
final class FromMapping implements Advice.OffsetMapping {
    /** Null where there is none. */
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
        TypeDefinition from;
        int variable;
        switch (route.path().root()) {
            case THIS -> {
                return new Target.ForStackManipulation(MethodVariableAccess.loadThis());
            }
            case RETURN -> {
                from = method.getReturnType();
                variable = arguments.returned();
            }
            default -> {
                ParameterDescription parameter = method.getParameters().get(route.path().argument());
                from = parameter.getType();
                variable = arguments.argument(parameter.getOffset());
            }
        }
        StackManipulation load = MethodVariableAccess.of(from).loadFrom(variable);
        return new Target.ForStackManipulation(wantsNumber ? new StackManipulation.Compound(load,
                PrimitiveWideningDelegate.forPrimitive(from).widenTo(TypeDescription.ForLoadedType.of(long.class))) : load);
    }

    /** Makes them for one crossing. */
    record Factory(int number, Route pool, Route page, Route size) implements Advice.OffsetMapping.Factory<From> {
        @Override
        public Class<From> getAnnotationType() {
            return From.class;
        }

        @Override
        public Advice.OffsetMapping make(ParameterDescription.InDefinedShape target,
                AnnotationDescription.Loadable<From> annotation, AdviceType adviceType) {
            // Value by value: an instance of the annotation would need a proxy class.
            String what = annotation.getValue("value").resolve(String.class);
            if (what.equals(From.CROSSING)) {
                return (type, method, assigner, arguments, sort) ->
                        new Target.ForStackManipulation(IntegerConstant.forValue(number));
            }
            Route route = what.equals(From.POOL) ? pool : what.equals(From.PAGE) ? page : size;
            boolean onEntry = target.getDeclaringMethod().getDeclaredAnnotations().isAnnotationPresent(Advice.OnMethodEnter.class);
            return new FromMapping(route, target.getType().represents(long.class), onEntry);
        }
    }
}
