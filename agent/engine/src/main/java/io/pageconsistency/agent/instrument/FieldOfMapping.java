package io.pageconsistency.agent.instrument;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.field.FieldList;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.method.ParameterDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.implementation.bytecode.constant.IntegerConstant;
import net.bytebuddy.implementation.bytecode.constant.NullConstant;
import net.bytebuddy.implementation.bytecode.member.FieldAccess;
import net.bytebuddy.implementation.bytecode.member.MethodVariableAccess;
import net.bytebuddy.matcher.ElementMatchers;

/** Turns a parameter marked {@link FieldOf} into reading that field. */
final class FieldOfMapping implements Advice.OffsetMapping {
    private final String name;
    private final boolean returned;
    private final int argument;
    private final boolean optional;
    private final boolean isObject;

    private FieldOfMapping(String name, boolean returned, int argument, boolean optional, boolean isObject) {
        this.name = name;
        this.returned = returned;
        this.argument = argument;
        this.optional = optional;
        this.isObject = isObject;
    }

    @Override
    public Target resolve(TypeDescription type, MethodDescription method, Assigner assigner,
            Advice.ArgumentHandler arguments, Sort sort) {
        TypeDescription holder = returned ? method.getReturnType().asErasure()
                : argument >= 0 ? method.getParameters().get(argument).getType().asErasure() : type;
        FieldList<?> found = holder.getDeclaredFields().filter(ElementMatchers.named(name));
        if (found.isEmpty() && optional) {
            return new Target.ForStackManipulation(isObject ? NullConstant.INSTANCE : IntegerConstant.ZERO);
        }
        FieldDescription field = found.getOnly();
        if (!field.isAccessibleTo(type)) {
            throw new IllegalStateException(field + " is not accessible from " + type);
        }
        StackManipulation object = returned
                ? MethodVariableAccess.REFERENCE.loadFrom(arguments.returned())
                : argument >= 0 ? MethodVariableAccess.REFERENCE.loadFrom(
                        arguments.argument(method.getParameters().get(argument).getOffset()))
                : MethodVariableAccess.loadThis();
        return new Target.ForStackManipulation(new StackManipulation.Compound(object, FieldAccess.forField(field).read()));
    }

    /** Makes them for Byte Buddy. */
    enum Factory implements Advice.OffsetMapping.Factory<FieldOf> {
        INSTANCE;

        @Override
        public Class<FieldOf> getAnnotationType() {
            return FieldOf.class;
        }

        @Override
        public Advice.OffsetMapping make(ParameterDescription.InDefinedShape target,
                AnnotationDescription.Loadable<FieldOf> annotation, AdviceType adviceType) {
            // Value by value: an instance of the annotation would need a proxy class.
            return new FieldOfMapping(annotation.getValue("value").resolve(String.class),
                    annotation.getValue("returned").resolve(Boolean.class),
                    annotation.getValue("argument").resolve(Integer.class),
                    annotation.getValue("optional").resolve(Boolean.class), !target.getType().isPrimitive());
        }
    }
}
