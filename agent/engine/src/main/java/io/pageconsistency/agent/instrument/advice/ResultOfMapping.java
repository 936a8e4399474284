package io.pageconsistency.agent.instrument.advice;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.method.ParameterDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.implementation.bytecode.member.MethodVariableAccess;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/** Maps a parameter that is marked with {@link ResultOf} to a call of that method. */
final class ResultOfMapping implements Advice.OffsetMapping {
    private final String method;

    private ResultOfMapping(String method) {
        this.method = method;
    }

    @Override
    public Target resolve(TypeDescription type, MethodDescription woven, Assigner assigner, Advice.ArgumentHandler arguments,
            Sort sort) {
        return new Target.ForStackManipulation(new StackManipulation.Compound(MethodVariableAccess.loadThis(),
                new Call(type.getInternalName(), method)));
    }

    /** A call of a method. A superclass may declare the method; it need not be known which. */
    private static final class Call extends StackManipulation.AbstractBase {
        private final String owner;
        private final String method;

        Call(String owner, String method) {
            this.owner = owner;
            this.method = method;
        }

        @Override
        public Size apply(MethodVisitor visitor, Implementation.Context context) {
            visitor.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner, method, "()I", false);
            return new Size(0, 0);
        }
    }

    /** Creates the mapping for Byte Buddy. */
    enum Factory implements Advice.OffsetMapping.Factory<ResultOf> {
        INSTANCE;

        @Override
        public Class<ResultOf> getAnnotationType() {
            return ResultOf.class;
        }

        @Override
        public Advice.OffsetMapping make(ParameterDescription.InDefinedShape target,
                AnnotationDescription.Loadable<ResultOf> annotation, AdviceType adviceType) {
            return new ResultOfMapping(annotation.getValue("value").resolve(String.class));
        }
    }
}
