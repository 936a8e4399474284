package jdk.jfr.events;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An annotation that newer flight recorders have under this name: it lists the classes whose frames are left out of the stacks of
 * an event.
 *
 * <p>The recorder's own type is not exported, so this copy is only for compilation and is never shipped. At run time the annotation
 * means the recorder's type. On a JDK without that type it has no effect.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface StackFilter {
    /** Names of classes, as {@code Class.getName} returns them. */
    String[] value();
}
