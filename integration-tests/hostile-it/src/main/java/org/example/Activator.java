package org.example;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** {@link Service} as a bundle. The property {@code org.example.broken} of the framework is its argument. */
public final class Activator implements BundleActivator {
    @Override
    public void start(BundleContext context) throws Exception {
        Service.serve(Boolean.parseBoolean(context.getProperty("org.example.broken")));
    }

    @Override
    public void stop(BundleContext context) {
        // Nothing is still running.
    }
}
