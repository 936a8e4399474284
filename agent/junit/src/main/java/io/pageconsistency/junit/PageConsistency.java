package io.pageconsistency.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

import io.pageconsistency.Mode;

/**
 * Sets the mode of the agent while the tests of a class and of its nested classes run.
 *
 * <p>A virtual machine has one mode at a time. If classes run in parallel, {@link Mode#TEST} wins. Options that were set one by one
 * keep their values; other options that cannot be changed are named once on standard error. After the class the former mode is
 * restored.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(PageConsistencyExtension.class)
public @interface PageConsistency {
    /** The mode; {@link Mode#TEST} finds the most. */
    Mode mode() default Mode.TEST;
}
