/**
 * Edits class files of the agent during the build, so that the virtual machine need not generate classes for lambdas and records
 * while an application starts. Uses ASM and the JDK only; never part of the agent. Begin at
 * {@link io.pageconsistency.build.Lambdas}.
 */
package io.pageconsistency.build;
