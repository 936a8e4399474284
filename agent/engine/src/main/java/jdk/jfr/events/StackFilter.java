package jdk.jfr.events;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What newer flight recorders know under this name: the classes whose frames are left out of the stacks of an event.
 *
 * <p>Only to be compiled against, as it is not exported, and never shipped: whoever reads the annotation means the recorder's own
 * type, and where there is none, the annotation says nothing to anybody.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface StackFilter {
    /** Names of classes, as the virtual machine has them. */
    String[] value();
}
