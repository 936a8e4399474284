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
 * Says how thoroughly everything is checked while the tests of a class run, and what is nested in it.
 *
 * <p>A virtual machine has one mode at a time: where classes run side by side, {@link Mode#TEST} wins. What the agent was given option by
 * option stays as it is, and what else stays is said on standard error, once. When the class has ended, all is as it was before.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(PageConsistencyExtension.class)
public @interface PageConsistency {
    /** All that finds anything, whatever it costs; or what keeps the budgets of a service. */
    Mode mode() default Mode.TEST;
}
